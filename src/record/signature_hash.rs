//! The hash of a function's signature, which callers compare: the rule that stored graphs were made by.
//!
//! In: how many parameters a function has and the text of its return type. Out: SHA-256 of `(any,any)=>returnType`, one `any` a
//! parameter, in hex.

use sha2::{Digest, Sha256};

/// Characters of a hash.
pub const HASH_CHARACTERS: usize = 64;

/// The hash of a function with so many parameters and this return type.
#[must_use]
pub fn signature_hash(params: usize, return_type: &str) -> String {
    let signature = format!("({})=>{return_type}", vec!["any"; params].join(","));
    super::encode::hex(&Sha256::digest(signature))
}
