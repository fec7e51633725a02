//! Against the plain way: all pairs, shingle by shingle.

use std::collections::HashMap;

use proptest::collection::vec;
use proptest::prelude::*;

use super::{Neighbours, Shingles, Sketch, kinds};

/// The same by counting.
fn plain_similarity(a: &str, b: &str) -> f64 {
    let count = |text: &str| {
        let kinds: Vec<String> = kinds(text).map(str::to_owned).collect();
        let mut counts: HashMap<Vec<String>, usize> = HashMap::new();
        let shingles = if kinds.len() < 3 { vec![kinds] } else { kinds.windows(3).map(<[String]>::to_vec).collect() };
        for shingle in shingles.into_iter().filter(|shingle| !shingle.is_empty()) {
            *counts.entry(shingle).or_default() += 1;
        }
        counts
    };
    let (a, b) = (count(a), count(b));
    let sum = |counts: &HashMap<_, usize>| counts.values().sum::<usize>();
    let shared: usize = a.iter().map(|(shingle, count)| (*count).min(b.get(shingle).copied().unwrap_or(0))).sum();
    let together = sum(&a) + sum(&b) - shared;
    if together == 0 { 1.0 } else { shared as f64 / together as f64 }
}

fn text() -> impl Strategy<Value = String> {
    vec(prop_oneof!["[a-d]", Just("(".to_owned()), Just(")".to_owned())], 0..60).prop_map(|words| words.join(","))
}

/// Numbers that look random, the same in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = super::mix(self.0);
        self.0 % end
    }
}

/// Bodies in families: each is a first one with some of its kinds changed.
fn families(count: usize, members: usize) -> Vec<String> {
    let mut numbers = Numbers(1);
    let mut bodies = Vec::new();
    for _ in 0..count {
        let length = 20 + numbers.below(150);
        let first: Vec<u64> = (0..length).map(|_| numbers.below(60)).collect();
        for member in 0..members {
            let mut body = first.clone();
            for _ in 0..(member as u64 * length / 60) {
                let at = numbers.below(body.len() as u64) as usize;
                match numbers.below(3) {
                    0 => body[at] = numbers.below(60),
                    1 => body.insert(at, numbers.below(60)),
                    _ => drop(body.remove(at)),
                }
            }
            bodies.push(body.iter().map(|kind| format!("k{kind}")).collect::<Vec<_>>().join(","));
        }
    }
    bodies
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_score_is_what_counting_gives(a in text(), b in text()) {
        let (shingles, others) = (Shingles::of(&a), Shingles::of(&b));
        prop_assert_eq!(shingles.similarity(&others), plain_similarity(&a, &b));
        prop_assert_eq!(others.similarity(&shingles), plain_similarity(&a, &b));
        prop_assert_eq!(shingles.similarity(&shingles), 1.0);
        if shingles == others {
            prop_assert_eq!(Sketch::of(&shingles), Sketch::of(&others));
        }
    }

    #[test]
    fn equal_bodies_are_always_found(texts in vec(text(), 1..40), wanted in any::<proptest::sample::Index>(), threshold in 0.0..=1.0) {
        let sketches: Vec<Sketch> = texts.iter().map(|text| Sketch::of(&Shingles::of(text))).collect();
        let of = |number: u32| &sketches[number as usize];
        let found = Neighbours::new(sketches.len() as u32, of).near(wanted.get(&sketches), threshold, of);
        let equal = (0..).zip(&texts).filter(|(_, text)| *text == wanted.get(&texts)).map(|(number, _)| number);
        for number in equal {
            prop_assert!(found.iter().any(|near| near.number == number && near.estimate == 1.0));
        }
        prop_assert!(found.windows(2).all(|two| two[0].number < two[1].number));
    }
}

#[test]
fn bodies_that_are_similar_enough_are_found() {
    let bodies = families(60, 12);
    let shingles: Vec<Shingles> = bodies.iter().map(|body| Shingles::of(body)).collect();
    let sketches: Vec<Sketch> = shingles.iter().map(Sketch::of).collect();
    let scores: Vec<Vec<f64>> = shingles.iter().map(|a| shingles.iter().map(|b| a.similarity(b)).collect()).collect();
    let of = |number: u32| &sketches[number as usize];
    let neighbours = Neighbours::new(sketches.len() as u32, of);
    for threshold in [0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0] {
        let (mut similar, mut found, mut looked_at) = (0, 0, 0);
        for (scores, sketch) in scores.iter().zip(&sketches) {
            let near = neighbours.near(sketch, threshold, of);
            similar += scores.iter().filter(|score| **score >= threshold).count();
            found += near.iter().filter(|near| scores[near.number as usize] >= threshold).count();
            looked_at += near.len();
        }
        assert!(found as f64 >= 0.995 * similar as f64, "{threshold}: {found} of {similar}");
        // What has to be compared in full is hardly more than what is similar.
        assert!(looked_at < 2 * similar + bodies.len(), "{threshold}: {looked_at} for {similar}");
    }
}

#[test]
fn estimates_are_near_the_score() {
    let bodies = families(60, 12);
    let shingles: Vec<Shingles> = bodies.iter().map(|body| Shingles::of(body)).collect();
    let (mut sum, mut squares, mut pairs) = (0.0, 0.0, 0.0);
    for family in shingles.chunks(12) {
        for (a, b) in family.iter().flat_map(|a| family.iter().map(move |b| (a, b))) {
            let error = Sketch::of(a).similarity(&Sketch::of(b)) - a.similarity(b);
            (sum, squares, pairs) = (sum + error, squares + error * error, pairs + 1.0);
        }
    }
    assert!((sum / pairs).abs() < 0.01, "on average {}", sum / pairs);
    assert!((squares / pairs).sqrt() < 0.05, "{}", (squares / pairs).sqrt());
}

#[test]
fn the_score_of_known_texts() {
    let similarity = |a: &str, b: &str| Shingles::of(a).similarity(&Shingles::of(b));
    assert_eq!(
        similarity("block({,return_statement(return,IDENTIFIER),})", "block({,return_statement(return,IDENTIFIER),})"),
        1.0
    );
    // Four shingles each, of which one kind changes three.
    assert_eq!(similarity("a,b,c,d,e,f", "a,b,c,d,e,g"), 3.0 / 5.0);
    assert_eq!(similarity("a,a,a,a", "a,a,a"), 0.5);
    assert_eq!(similarity("", ""), 1.0);
    assert_eq!(similarity("a", ""), 0.0);
    assert_eq!(similarity("a,b", "a,b"), 1.0);
    assert_eq!(similarity("a,b", "b,a"), 0.0);
}

#[test]
fn sketches_are_the_same_on_every_machine() {
    let sketch = Sketch::of(&Shingles::of(&families(1, 1)[0]));
    assert_eq!([sketch.key(0), sketch.key(7), sketch.key(15)], [3_683_073_233, 1_203_550_428, 3_814_790_962]);
}
