//! What was kept last of a root: the one thing in a store that is not found by what decides it.
//!
//! In: a root, and a key. Out: the key again, for whoever opens the same root later, if the file is whole and of the same code; and those
//! before it, until somebody has let go of what they are of. Of several processes that say so at once the last one is right: what each
//! has kept is there.
//!
//! ```text
//! magic; the keys, the last one first; the key of all that and of the root
//! ```

use super::Key;
use super::disk::Disk;
use super::folder::names;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const MAGIC: [u8; 4] = *b"CKGN";

const KEY_BYTES: usize = 32;

/// So many are known at most.
const MAX_KEYS: usize = 64;

/// What was kept last of one root.
#[derive(Debug)]
pub struct Newest {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    name: String,
    root: String,
    is_read_only: bool,
}

impl Newest {
    /// That of the root with this path, in the folder of manifests.
    #[must_use]
    pub fn of(disk: Arc<dyn Disk>, folder: &Path, root: &str, is_read_only: bool) -> Self {
        let (folder, name) = (folder.to_owned(), names::newest(root));
        Self { disk, folder, name, root: root.to_owned(), is_read_only }
    }

    /// The key that was told last to somebody with the same code. May block.
    #[must_use]
    pub fn key(&self, code: &str) -> Option<Key> {
        self.keys(code).first().copied()
    }

    /// All that are known, the one that was told last first. May block.
    #[must_use]
    pub fn keys(&self, code: &str) -> Vec<Key> {
        let bytes = self.read(&self.folder.join(&self.name)).unwrap_or_default();
        let keys = keys_in(&bytes);
        if bytes == self.bytes(code, &keys) { keys } else { Vec::new() }
    }

    /// Those of all other roots, whatever code they are of, as far as their files are whole. May block.
    ///
    /// # Errors
    /// What the disk says: then there may be others.
    pub fn keys_of_others(&self) -> io::Result<Vec<Key>> {
        let mut keys = Vec::new();
        for file in self.disk.list(&self.folder)? {
            if !file.is_file || !names::is_newest(&file.name) || file.name == *self.name {
                continue;
            }
            match self.read(&self.folder.join(&file.name)) {
                Ok(bytes) => keys.extend(keys_in(&bytes)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(keys)
    }

    /// Tells it. May block.
    ///
    /// # Errors
    /// What the disk says. Nothing is lost but time.
    pub fn tell(&self, code: &str, key: Key) -> io::Result<()> {
        let mut keys = self.keys(code);
        if keys.first() == Some(&key) {
            return Ok(());
        }
        keys.retain(|other| *other != key);
        keys.insert(0, key);
        keys.truncate(MAX_KEYS);
        self.write(code, &keys)
    }

    /// Knows no more than so many from now on. May block.
    ///
    /// # Errors
    /// What the disk says.
    pub fn truncate(&self, code: &str, count: usize) -> io::Result<()> {
        let keys = self.keys(code);
        keys.get(..count).filter(|left| left.len() < keys.len()).map_or(Ok(()), |left| self.write(code, left))
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let file = self.disk.open(path)?;
        let most = MAGIC.len() + (MAX_KEYS + 1) * KEY_BYTES;
        let mut bytes = vec![0; most.min(usize::try_from(file.length()).unwrap_or(most))];
        file.read_at(0, &mut bytes)?;
        Ok(bytes)
    }

    fn write(&self, code: &str, keys: &[Key]) -> io::Result<()> {
        if self.is_read_only {
            return Ok(());
        }
        self.disk.create_folder(&self.folder)?;
        let temporary = self.folder.join(names::temporary());
        let written = self.disk.write_new(&temporary, &[&self.bytes(code, keys)]);
        let written = written.and_then(|()| self.disk.rename(&temporary, &self.folder.join(&self.name)));
        // Whatever is left is swept later.
        written.inspect_err(|_| drop(self.disk.remove(&temporary)))
    }

    fn bytes(&self, code: &str, keys: &[Key]) -> Vec<u8> {
        let keys: Vec<u8> = keys.iter().flat_map(|key| key.0).collect();
        let sum = Key::of("newest of a root", &[code.as_bytes(), self.root.as_bytes(), &keys]);
        [&MAGIC[..], &keys, &sum.0].concat()
    }
}

/// The keys in the bytes of a file that is as long as one of these.
fn keys_in(bytes: &[u8]) -> Vec<Key> {
    let keys = bytes.strip_prefix(&MAGIC).and_then(|rest| rest.split_last_chunk::<KEY_BYTES>()).map(|(keys, _)| keys);
    let (keys, rest) = keys.unwrap_or_default().as_chunks::<KEY_BYTES>();
    if rest.is_empty() { keys.iter().map(|key| Key(*key)).collect() } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::store::disk::RealDisk;
    use std::fs;

    fn of(folder: &Path, root: &str, is_read_only: bool) -> Newest {
        Newest::of(Arc::new(RealDisk), folder, root, is_read_only)
    }

    #[test]
    fn it_is_what_was_told_last_of_the_same_root_by_the_same_code() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (of(folder.path(), "/one", false), of(folder.path(), "/other", false));
        assert_eq!(one.key("code"), None);
        for key in [Key([1; 32]), Key([2; 32]), Key([2; 32])] {
            one.tell("code", key).unwrap();
            assert_eq!(of(folder.path(), "/one", true).key("code"), Some(key));
            assert_eq!((one.key("later"), other.key("code")), (None, None));
        }
        of(folder.path(), "/one", true).tell("code", Key([3; 32])).unwrap();
        assert_eq!(one.key("code"), Some(Key([2; 32])));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn those_before_it_are_known_until_somebody_lets_go_of_them() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (of(folder.path(), "/one", false), of(folder.path(), "/other", false));
        let keys = |numbers: &[u8]| numbers.iter().map(|number| Key([*number; 32])).collect::<Vec<_>>();
        assert_eq!(one.keys("code"), []);
        for number in [1, 2, 3, 1, 4] {
            one.tell("code", Key([number; 32])).unwrap();
        }
        assert_eq!(one.keys("code"), keys(&[4, 1, 3, 2]));
        assert_eq!((one.keys("later"), other.keys("code")), (vec![], vec![]));
        other.tell("later", Key([9; 32])).unwrap();
        assert_eq!((one.keys_of_others().unwrap(), other.keys_of_others().unwrap()), (keys(&[9]), keys(&[4, 1, 3, 2])));
        for (count, left) in [(9, vec![4, 1, 3, 2]), (3, vec![4, 1, 3]), (1, vec![4])] {
            one.truncate("code", count).unwrap();
            assert_eq!(one.keys("code"), keys(&left));
        }
        of(folder.path(), "/one", true).truncate("code", 0).unwrap();
        (0..200).for_each(|number| one.tell("code", Key([number; 32])).unwrap());
        assert_eq!((one.keys("code").len(), one.key("code")), (MAX_KEYS, Some(Key([199; 32]))));
        // Of what is no such file nothing is known.
        for bytes in [&b""[..], b"CKGN", &[7; 100], &[b"CKGN", &[7; 65][..]].concat()] {
            fs::write(folder.path().join(&other.name), bytes).unwrap();
            assert_eq!(one.keys_of_others().unwrap(), []);
        }
    }

    #[test]
    fn whatever_is_wrong_with_it_it_is_as_none() {
        let folder = tempfile::tempdir().unwrap();
        let newest = of(folder.path(), "/one", false);
        newest.tell("code", Key([7; 32])).unwrap();
        let path = folder.path().join(&newest.name);
        let bytes = fs::read(&path).unwrap();
        for at in 0..bytes.len() {
            let mut other = bytes.clone();
            other[at] ^= 1;
            fs::write(&path, &other).unwrap();
            assert_eq!(newest.key("code"), None, "{at}");
            fs::write(&path, &bytes[..at]).unwrap();
            assert_eq!(newest.key("code"), None, "{at}");
        }
        fs::write(&path, [&bytes[..], b"x"].concat()).unwrap();
        assert_eq!(newest.key("code"), None);
        // What belongs to another root is another's.
        fs::write(folder.path().join(names::newest("/other")), &bytes).unwrap();
        assert_eq!(of(folder.path(), "/other", false).key("code"), None);
        newest.tell("code", Key([8; 32])).unwrap();
        assert_eq!(newest.key("code"), Some(Key([8; 32])));
    }
}
