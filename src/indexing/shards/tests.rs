#![allow(clippy::unwrap_used)]
use super::assembly::Assembly;
use super::plan::{Plan, plan};
use super::*;
use serde_json::Value;

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
