#![allow(clippy::unwrap_used)]
use super::assembly::Assembly;
use super::plan::{Plan, listed, plan};
use super::*;
use proptest::prelude::*;
use serde_json::Value;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

fn planned(paths: &[&str], size: ShardSize) -> (tempfile::TempDir, Plan, Vec<Shard>) {
    let root = tempfile::tempdir().unwrap();
    for path in paths {
        std::fs::write(root.path().join(path), format!("f('{path}');\n")).unwrap();
    }
    let absolute = |path: &&str| root.path().join(path).to_str().unwrap().to_owned();
    let paths: Vec<String> = paths.iter().map(absolute).chain([absolute(&"missing.ts")]).collect();
    let (plan, shards) = plan(root.path(), paths.into(), &Options::default(), size, || false).unwrap();
    (root, plan, shards)
}

fn altered(plan: &Plan, alter: impl FnOnce(&mut Plan)) -> Plan {
    let mut plan = plan.clone();
    alter(&mut plan);
    plan
}

fn json(of: &impl Serialize) -> String {
    serde_json::to_string(of).unwrap()
}

fn changed(shard: &Shard, pointer: &str, value: Value) -> Result<Shard, Error> {
    let mut changed = serde_json::to_value(shard).unwrap();
    *changed.pointer_mut(pointer).unwrap() = value;
    Shard::read(&changed.to_string())
}

#[test]
fn a_shard_is_read_as_it_was_made_and_in_no_other_way() {
    let (_root, _, shards) = planned(&["a.ts", "b.ts"], ShardSize::Shards(1));
    let shard = &shards[0];
    assert_eq!(Shard::read(&json(shard)).as_ref(), Ok(shard));
    let code = |pointer, value: Value| changed(shard, pointer, value).unwrap_err().code();
    for path in ["../a.ts", "/a.ts", "./a.ts", "a//a.ts", "", "b/../../a.ts", "a\0.ts", "a.txt", "c.ts"] {
        assert_eq!(code("/files/0/path", path.into()), "ERR_INVALID_SHARD", "{path}");
    }
    let hash = &shard.files[0].hash;
    for wrong in [hash[1..].to_owned(), hash.to_uppercase(), "0".repeat(64), String::new()] {
        assert_eq!(code("/files/0/hash", wrong.into()), "ERR_INVALID_SHARD");
    }
    for wrong in [Value::from(-1), 0.5.into(), 1_u64.into(), "1".into(), (1_u64 << 40).into(), Value::Null] {
        assert_eq!(code("/files/0/size", wrong), "ERR_INVALID_SHARD");
    }
    assert_eq!(code("/limits/maxFileSize", 7.into()), "ERR_INVALID_SHARD");
    assert_eq!(code("/files", 7.into()), "ERR_INVALID_SHARD");
    assert_eq!(code("/fingerprint", "0".repeat(64).into()), "ERR_OTHER_VERSION");
    assert_eq!(code("/version", 2.into()), "ERR_OTHER_VERSION");
    assert_eq!(Shard::read("[").unwrap_err().code(), "ERR_INVALID_SHARD");
}

#[test]
fn the_list_is_the_planned_one_in_whatever_order_shards_are_done() {
    let names = ["a.ts", "b.ts", "c.ts", "d.ts"];
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]] {
        let (root, plan, shards) = planned(&names, ShardSize::Bytes(1));
        let mut assembly = Assembly::new(root.path(), plan, shards.clone()).unwrap();
        let (_, listed, _) = assembly.begin(root.path(), Options::default(), None);
        assert_eq!((listed.total, listed.planned.iter().filter(|key| key.is_some()).count()), (5, 4));
        let mut paths = assembly.release();
        for number in order {
            let failed =
                FileFailure { path: "/b.ts".to_owned(), code: FailureCode::ParseTimeout, reason: String::new() };
            let failures = if number == 1 { vec![failed] } else { Vec::new() };
            let receipt = json(&Receipt::of(&shards[number], Vec::new(), failures));
            assert_eq!(assembly.receive(&receipt), Ok(Some((number, Vec::new()))));
            assert_eq!(assembly.receive(&receipt), Ok(None));
            paths.extend(std::iter::from_fn(|| Some(assembly.release()).filter(|paths| !paths.is_empty())).flatten());
        }
        assert_eq!(assembly.missing(), 0);
        let paths: Vec<_> =
            paths.into_iter().map(|path| path.map_err(|failure| (failure.path, failure.code))).collect();
        let absolute = |name: &str| root.path().join(name).to_str().unwrap().to_owned();
        let expected = [
            Ok(absolute("a.ts")),
            Err((absolute("b.ts"), FailureCode::ParseTimeout)),
            Ok(absolute("c.ts")),
            Ok(absolute("d.ts")),
            Err((absolute("missing.ts"), FailureCode::NotFound)),
        ];
        assert_eq!(paths, expected);
    }
}

#[test]
fn a_list_is_planned_in_its_order_with_what_cannot_be_in_its_place() {
    let root = tempfile::tempdir().unwrap();
    for name in ["a.ts", "b.ts"] {
        std::fs::write(root.path().join(name), "f();\n").unwrap();
    }
    let files = ["b.ts", "../c.ts", "a.txt", "./a.ts"].map(str::to_owned).to_vec();
    let found = listed(root.path(), files);
    let (plan, shards) = plan(root.path(), found, &Options::default(), ShardSize::default(), || false).unwrap();
    let paths: Vec<_> = shards.iter().flat_map(|shard| &shard.files).map(|file| &*file.path).collect();
    assert_eq!(paths, ["b.ts", "a.ts"]);
    let failures: Vec<_> = plan.failures.iter().map(|it| (it.place, it.named().unwrap().code)).collect();
    assert_eq!(failures, [(1, FailureCode::OutsideRoot), (2, FailureCode::UnsupportedLanguage)]);
}

#[test]
fn a_receipt_that_was_changed_or_is_of_another_plan_is_refused() {
    let (root, plan, shards) = planned(&["a.ts"], ShardSize::Shards(1));
    let (_other, _, others) = planned(&["b.ts"], ShardSize::Shards(1));
    let mut assembly = Assembly::new(root.path(), plan, shards.clone()).unwrap();
    let receipt = Receipt::of(&shards[0], Vec::new(), Vec::new());
    let wrong = [
        Receipt { packs: vec!["0".repeat(64)], ..receipt.clone() },
        Receipt { packs: vec!["../packs".to_owned()], ..receipt.clone() },
        Receipt { digest: String::new(), ..receipt },
        Receipt::of(&others[0], Vec::new(), Vec::new()),
    ];
    for receipt in wrong {
        assert_eq!(assembly.receive(&json(&receipt)).unwrap_err().code(), "ERR_INVALID_RECEIPT");
    }
    assert_eq!(assembly.missing(), 1);
}

#[test]
fn a_plan_that_contradicts_itself_is_refused() {
    let (root, plan, shards) = planned(&["a.ts"], ShardSize::Shards(1));
    assert_eq!(Plan::read(&json(&plan)).as_ref(), Ok(&plan));
    let code =
        |plan: &Plan, shards: &[Shard]| Assembly::new(root.path(), plan.clone(), shards.to_vec()).unwrap_err().code();
    assert_eq!(code(&plan, &[shards[0].clone(), shards[0].clone()]), "ERR_INVALID_PLAN");
    let mut misplaced = plan.clone();
    misplaced.failures[0].place = 2;
    assert_eq!(code(&misplaced, &shards), "ERR_INVALID_PLAN");
    let limits = Limits { max_file_size: 7, ..plan.limits.clone() };
    assert_eq!(code(&altered(&plan, |plan| plan.limits = limits), &shards), "ERR_INVALID_PLAN");
    let outside = altered(&plan, |plan| plan.links.push(("../a.ts".to_owned(), "b.ts".to_owned())));
    assert_eq!(Plan::read(&json(&outside)).unwrap_err().code(), "ERR_INVALID_PLAN");
}

/// What may happen to a shard that is handed to a worker, and after how long, in virtual time.
#[derive(Debug, Clone, Copy)]
enum Fate {
    /// It is done after so long.
    Done(u64),
    /// The worker dies; the queue notices after so long and hands the shard to another.
    Dies(u64),
    /// The queue believes that the worker died after so long, and hands the shard to another; but it is done in the end.
    Stalls(u64, u64),
}

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        3 => (1..50_u64).prop_map(Fate::Done),
        1 => (1..50_u64).prop_map(Fate::Dies),
        1 => (1..50_u64, 1..200_u64).prop_map(|(lock, late)| Fate::Stalls(lock, lock + late)),
    ]
}

/// What a queue that delivers at least once makes of these fates: which shards are done, in the order of virtual time.
fn simulated(shards: usize, workers: usize, fates: &[Fate]) -> Vec<usize> {
    let (mut waiting, mut fates) = ((0..shards).collect::<VecDeque<_>>(), fates.iter());
    // By time, then in the order in which it was known: the end of a worker's work, a shard that is handed out again.
    let mut events: BinaryHeap<Reverse<(u64, usize, Event)>> =
        (0..workers).map(|worker| Reverse((0, worker, Event::Free))).collect();
    let (mut done, mut number) = (Vec::new(), workers);
    while let Some(Reverse((now, _, event))) = events.pop() {
        let mut at = |after, event| {
            number += 1;
            events.push(Reverse((now + after, number, event)));
        };
        match event {
            Event::Done(shard) => done.push(shard),
            Event::Again(shard) => {
                waiting.push_back(shard);
                // Somebody is there for it, whoever died.
                at(0, Event::Free);
            }
            Event::Free => {
                let Some(shard) = waiting.pop_front() else { continue };
                match fates.next().copied().unwrap_or(Fate::Done(1)) {
                    Fate::Done(after) => {
                        at(after, Event::Done(shard));
                        at(after, Event::Free);
                    }
                    Fate::Dies(after) => at(after, Event::Again(shard)),
                    Fate::Stalls(lock, late) => {
                        at(lock, Event::Again(shard));
                        at(late, Event::Done(shard));
                        at(late, Event::Free);
                    }
                }
            }
        }
    }
    done
}

/// Something that happens at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Free,
    Again(usize),
    Done(usize),
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn whatever_happens_to_workers_the_list_is_the_planned_one_and_comes_as_soon_as_it_can(
        count in 1..12_usize,
        workers in 1..6_usize,
        lost in proptest::collection::btree_set(0..16_usize, 0..4),
        fates in proptest::collection::vec(fate(), 0..40),
    ) {
        let hash = blake3::hash(b"").to_hex().to_string();
        let file = |n: usize| PlannedFile { path: format!("f{n:02}.ts"), size: 0, hash: hash.clone() };
        let limits = Limits::of(&Options::default());
        let shards: Vec<Shard> = (0..count).map(|n| Shard::of(vec![file(2 * n), file(2 * n + 1)], limits.clone())).collect();
        let lost: Vec<usize> = lost.into_iter().filter(|place| *place < 2 * count).collect();
        let places = lost.iter().zip(0..).map(|(place, before)| place + before);
        let failures: Vec<Value> = places
            .map(|place| serde_json::json!({
                "place": place, "filePath": format!("lost{place:02}.ts"), "code": "ERR_FILE_READ", "message": "",
            }))
            .collect();
        let plan = Plan::read(&serde_json::json!({
            "version": VERSION, "fingerprint": code_fingerprint(), "limits": limits, "failures": failures, "links": [],
        }).to_string()).unwrap();
        let root = Path::new("/r");
        let mut assembly = Assembly::new(root, plan, shards.clone()).unwrap();
        let (_, listed, _) = assembly.begin(root, Options::default(), None);
        let everything = |assembly: &mut Assembly| -> Vec<String> {
            let released = std::iter::from_fn(|| Some(assembly.release()).filter(|paths| !paths.is_empty()));
            released.flatten().map(|path| path.unwrap_or_else(|failure| failure.path)).collect()
        };
        let mut paths = everything(&mut assembly);
        let mut known = vec![false; count];
        for shard in simulated(count, workers, &fates) {
            let is_new = assembly.receive(&json(&Receipt::of(&shards[shard], Vec::new(), Vec::new()))).unwrap().is_some();
            prop_assert_eq!(is_new, !std::mem::replace(&mut known[shard], true));
            paths.extend(everything(&mut assembly));
            // No file waits for a shard behind its own.
            let ready = known.iter().take_while(|known| **known).count();
            prop_assert_eq!(paths.iter().filter(|path| path.starts_with("/r/f")).count(), 2 * ready);
        }
        prop_assert_eq!(assembly.missing(), 0);
        prop_assert_eq!(paths.len(), listed.total);
        // Each file and each failure has the place that it was planned at.
        for (path, key) in paths.iter().zip(&listed.planned) {
            prop_assert_eq!(path.starts_with("/r/f"), key.is_some());
        }
        let files: Vec<_> = paths.iter().filter(|path| path.starts_with("/r/f")).cloned().collect();
        prop_assert_eq!(files, (0..2 * count).map(|n| format!("/r/f{n:02}.ts")).collect::<Vec<_>>());
    }
}
