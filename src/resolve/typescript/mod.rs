//! placeholder
use std::path::Path;
use super::{ImportResolver, ImportTarget};
/// x
pub struct TypeScriptResolver;
impl TypeScriptResolver {
    /// x
    pub fn new(_root: &Path) -> Self { Self }
}
impl ImportResolver for TypeScriptResolver {
    fn resolve(&self, _: &Path, _: &str) -> ImportTarget { ImportTarget::External }
}
