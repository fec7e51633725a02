//! Whether the imports of all files lead where they led.
//!
//! In: what resolvers [looked at](crate::resolve::looks) for that. Out: whether all of it is as it was, so that nobody has to
//! resolve them again. A folder or manifest that looks in every respect as it did is not read, by the rule that holds for sources.

use super::Control;
use super::look::{Seen, reads_all};
use crate::error::Error;
use crate::options::Options;
use crate::resolve::looks::{Look, Looked, Seen as Answer, look_again};
use crate::stream::each_whole;
use std::path::Path;
use std::sync::Arc;

/// How many looks are one piece of work.
const LOOKS_A_PIECE: usize = 64;

/// What was looked at for all imports.
#[derive(Default)]
pub struct Resolved {
    looked: Arc<Looked>,
    /// Each look of it, once somebody looked again.
    looks: Option<Arc<[Known]>>,
}

#[derive(Clone)]
struct Known {
    look: Look,
    path: Box<str>,
    answer: Answer,
    /// What the folder or the manifest looked like before the last look that came to this.
    seen: Option<Seen>,
}

impl Resolved {
    /// This was looked at, and nothing else.
    pub fn anew(looked: Looked) -> Self {
        Self { looked: Arc::new(looked), looks: None }
    }

    /// The same of what was looked at before.
    pub fn of(looked: Arc<Looked>) -> Self {
        Self { looked, looks: None }
    }

    /// All that was looked at.
    pub fn looked(&self) -> Arc<Looked> {
        Arc::clone(&self.looked)
    }

    /// This was looked at, too, for files that have changed.
    pub fn also(&mut self, later: &Looked) {
        let all = self.looked.with(later);
        if !Arc::ptr_eq(&all, &self.looked) {
            *self = Self { looked: all, looks: None };
        }
    }

    /// Whether what a source says of macros, that others are read by, is something else now. May block.
    pub fn has_other_macros(&self, root: &Path, source: &str) -> bool {
        let before = self.looked.seen_at(Look::Macros, source);
        before.is_some_and(|before| before != look_again(root, Look::Macros, source))
    }

    /// Whether another look at all of it comes to the same.
    pub fn is_still_so(&mut self, root: &Path, options: &Options, control: &Control) -> Result<bool, Error> {
        if self.looked.is_contradictory() {
            return Ok(false);
        }
        let looks = self.looks.take().unwrap_or_else(|| {
            let looks = self.looked.looks();
            looks.map(|(look, path, answer)| Known { look, path: path.into(), answer, seen: None }).collect()
        });
        let (asked, watched, root) = (Arc::clone(&looks), control.clone(), root.to_path_buf());
        let reads_all = reads_all(options);
        let looked = each_whole(options.threads(), looks.len().div_ceil(LOOKS_A_PIECE), move |piece| {
            watched.go_on()?;
            let looks = asked.chunks(LOOKS_A_PIECE).nth(piece).unwrap_or_default();
            Ok(looks.iter().map(|known| known.again(&root, reads_all)).collect::<Vec<_>>())
        })?;
        let now: Vec<_> = looked.into_iter().flatten().collect();
        if now.iter().any(Again::is_other) {
            return Ok(false);
        }
        self.looks = Some(if now.iter().all(Again::is_seen) {
            looks
        } else {
            let seen = |(known, now): (&Known, Again)| match now {
                Again::Same(seen) => Known { seen, ..known.clone() },
                Again::Seen | Again::Other => known.clone(),
            };
            looks.iter().zip(now).map(seen).collect()
        });
        Ok(true)
    }
}

/// What looking again came to.
enum Again {
    /// It looks as it did.
    Seen,
    /// It was looked into, and is the same. It looked so before.
    Same(Option<Seen>),
    Other,
}

impl Again {
    fn is_other(&self) -> bool {
        matches!(self, Self::Other)
    }

    fn is_seen(&self) -> bool {
        matches!(self, Self::Seen)
    }
}

impl Known {
    fn again(&self, root: &Path, reads_all: bool) -> Again {
        // Of all else there is nothing to be seen but itself.
        let has_content = matches!(self.look, Look::Listing | Look::Manifest | Look::LargeManifest | Look::Macros);
        let seen = (has_content && !reads_all).then(|| Seen::now(&root.join(&*self.path)));
        if let (Some(before), Some(now)) = (&self.seen, &seen)
            && before.is_still(now)
        {
            return Again::Seen;
        }
        if look_again(root, self.look, &self.path) == self.answer { Again::Same(seen) } else { Again::Other }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::languages::LanguageId;
    use crate::resolve::Resolvers;
    use std::fs;
    use std::time::SystemTime;

    struct Repository {
        folder: tempfile::TempDir,
        resolved: Resolved,
    }

    impl Repository {
        fn new(files: &[(&str, &str)], imports: &[(&str, &str)]) -> Self {
            let folder = tempfile::tempdir().unwrap();
            let repository = Self { folder, resolved: Resolved::default() };
            files.iter().for_each(|(path, text)| repository.write(path, text));
            let resolvers = Resolvers::new(repository.folder.path());
            for (importer, specifier) in imports {
                let path = repository.folder.path().join(importer);
                resolvers.of(LanguageId::of_path(importer).unwrap()).resolve(&path, specifier);
            }
            Self { resolved: Resolved::anew(resolvers.looked()), ..repository }
        }

        fn write(&self, path: &str, text: &str) {
            let path = self.folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }

        fn is_still_so(&mut self) -> bool {
            let control = Control::new(|| false, Arc::default());
            self.resolved.is_still_so(self.folder.path(), &Options::default(), &control).unwrap()
        }
    }

    const FILES: [(&str, &str); 4] = [
        ("src/a.ts", "import 'lib/f'"),
        ("lib/f.ts", ""),
        ("far/off.ts", ""),
        ("tsconfig.json", r#"{ "compilerOptions": { "baseUrl": "." } }"#),
    ];

    #[test]
    fn what_nobody_looked_at_may_change() {
        let mut repository = Repository::new(&FILES, &[("src/a.ts", "lib/f"), ("src/a.ts", "./b")]);
        assert!(repository.is_still_so());
        repository.write("src/a.ts", "import './b'");
        repository.write("far/new.ts", "");
        repository.write("tsconfig.json", FILES[3].1);
        assert!(repository.is_still_so() && repository.is_still_so());
    }

    #[test]
    fn what_was_looked_at_may_not_nor_what_was_looked_for() {
        let changes = [("tsconfig.json", "{}"), ("src/tsconfig.json", "{}"), ("src/b.ts", ""), ("lib/g.ts", "")];
        for (path, text) in changes {
            let mut repository = Repository::new(&FILES, &[("src/a.ts", "lib/f"), ("src/a.ts", "./b")]);
            assert!(repository.is_still_so());
            repository.write(path, text);
            assert!(!repository.is_still_so(), "{path}");
        }
    }

    #[test]
    fn what_looks_as_it_did_for_long_is_not_looked_into_and_what_does_not_is() {
        let mut repository = Repository::new(&FILES, &[("src/a.ts", "lib/f")]);
        let seen = |repository: &Repository| {
            let now = Seen::now(&repository.folder.path().join("tsconfig.json"));
            now.is_still(&now)
        };
        let start = SystemTime::now();
        while !seen(&repository) {
            assert!(start.elapsed().unwrap().as_secs() < 60);
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        assert!(repository.is_still_so());
        let known = repository.resolved.looks.clone().unwrap();
        assert!(known.iter().any(|known| known.again(repository.folder.path(), false).is_seen()));
        assert!(!known.iter().any(|known| known.again(repository.folder.path(), true).is_seen()));
        repository.write("tsconfig.json", r#"{ "compilerOptions": { "baseUrl": "x" } }"#);
        assert!(!repository.is_still_so());
    }

    #[test]
    fn another_look_adds_to_those_before_it() {
        let mut repository = Repository::new(&FILES, &[("src/a.ts", "lib/f")]);
        let resolvers = Resolvers::new(repository.folder.path());
        let off = repository.folder.path().join("far/off.ts");
        resolvers.of(LanguageId::TypeScript).resolve(&off, "./x");
        repository.write("far/more.ts", "");
        assert!(repository.is_still_so());
        repository.resolved.also(&resolvers.looked());
        assert!(!repository.is_still_so());
    }
}
