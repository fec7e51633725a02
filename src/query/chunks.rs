//! A list that changes in few places at a time, and is kept as it was beside what it becomes.
//!
//! In: values by number. Out: [`Chunks`], whose copies share all that is the same in both, some hundred values at a time: a copy
//! costs a pointer for each of those, a change a copy of one.

use std::sync::Arc;

/// How many values are shared or copied together.
const SIZE: usize = 256;

/// Values by number, from 0.
#[derive(Debug, Clone)]
pub(super) struct Chunks<T> {
    /// All but the last are full.
    chunks: Vec<Arc<Vec<T>>>,
    len: usize,
}

impl<T> Default for Chunks<T> {
    fn default() -> Self {
        Self { chunks: Vec::new(), len: 0 }
    }
}

impl<T: Clone + Default> Chunks<T> {
    /// How many values there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// The value of this number.
    pub fn get(&self, number: usize) -> Option<&T> {
        self.chunks.get(number / SIZE)?.get(number % SIZE)
    }

    /// The same, to be changed. Copies of the list keep what it was.
    pub fn get_mut(&mut self, number: usize) -> Option<&mut T> {
        Arc::make_mut(self.chunks.get_mut(number / SIZE)?).get_mut(number % SIZE)
    }

    /// Has at least so many values: those that there were not are empty.
    pub fn grow(&mut self, len: usize) {
        while self.len < len {
            if self.len.is_multiple_of(SIZE) {
                self.chunks.push(Arc::default());
            }
            let room = SIZE - self.len % SIZE;
            let added = room.min(len - self.len);
            if let Some(last) = self.chunks.last_mut() {
                let last = Arc::make_mut(last);
                last.resize_with(last.len() + added, T::default);
            }
            self.len += added;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_a_list_and_copies_stay_what_they_were(
            changes in proptest::collection::vec((0..1500_usize, any::<u32>(), any::<bool>()), 0..60),
        ) {
            let (mut chunks, mut plain) = (Chunks::default(), Vec::new());
            let mut copies = Vec::new();
            for (number, value, is_kept) in changes {
                if is_kept {
                    copies.push((chunks.clone(), plain.clone()));
                }
                chunks.grow(number + 1);
                plain.resize(plain.len().max(number + 1), 0);
                *chunks.get_mut(number).unwrap() = value;
                plain[number] = value;
            }
            copies.push((chunks, plain));
            for (chunks, plain) in copies {
                prop_assert_eq!(chunks.len(), plain.len());
                let all: Vec<u32> = (0..chunks.len()).map(|number| *chunks.get(number).unwrap()).collect();
                prop_assert_eq!(all, plain);
                prop_assert_eq!(chunks.get(chunks.len()), None);
            }
        }
    }
}
