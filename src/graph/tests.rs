//! Behaviour of linking.
