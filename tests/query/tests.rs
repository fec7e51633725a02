//! What is a test, in each language.

use crate::repository::index_of;
use code_knowledge_graph::query::Index;
use code_knowledge_graph::query::changes::ChangeQuery;
use code_knowledge_graph::query::impact::ImpactOptions;

/// The titles of the tests that a function called `helper` may affect.
fn tests(files: &[(&str, &str)]) -> Vec<String> {
    let index = index_of(files);
    let helpers: Vec<_> = keys(&index).into_iter().filter(|key| key.ends_with("::helper")).collect();
    let query = ChangeQuery { keys: helpers, ..ChangeQuery::default() };
    let impact = index.impact(&query, &ImpactOptions::default()).unwrap();
    impact.tests.into_iter().map(|test| test.title).collect()
}

fn keys(index: &Index) -> Vec<String> {
    let symbols = index.find(&serde_json::from_str(r#"{ "limit": 1000 }"#).unwrap()).unwrap().symbols;
    symbols.into_iter().map(|one| one.symbol.key).collect()
}

#[test]
fn tests_are_known_by_what_their_language_agreed_on() {
    let none: [&str; 0] = [];
    // Called with a title.
    let suite = "export function helper() {}\ndescribe('a', () => {\n  it.only(`b ${1}`, async () => { helper() })\n  it.each`x\n${1}`('c', () => helper())\n  beforeEach(() => helper())\n  it.each([helper()])\n})\nregex.test(helper())\nDeno.test('d', helper2)\nfunction helper2() { helper() }\n";
    assert_eq!(tests(&[("a.spec.tsx", suite)]), ["a", "a > b ${1}", "a > c", "d"]);
    assert_eq!(tests(&[("__tests__/a.js", suite)]).len(), 4);
    assert_eq!(tests(&[("a.ts", suite)]), none);
    assert_eq!(
        tests(&[(
            "spec/order_spec.rb",
            "def helper; end\nRSpec.describe Order, type: :model do\n  context \"when\" do\n    it 'does' do\n      helper\n    end\n    it { helper }\n  end\nend\n"
        )]),
        ["Order > when > does", "Order > when > it"]
    );
    assert_eq!(
        tests(&[(
            "tests/CartTest.php",
            "<?php\nfunction helper() {}\nit('adds', function () { helper(); });\ntest('x', fn () => helper());\n"
        )]),
        ["adds", "x"]
    );
    // By their names.
    assert_eq!(
        tests(&[(
            "test_cart.py",
            "def helper(): pass\ndef test_add(): helper()\ndef fixture(): helper()\nclass TestCart:\n    def test_remove(self): helper()\n"
        )]),
        ["test_add", "TestCart > test_remove"]
    );
    assert_eq!(
        tests(&[(
            "cart_test.go",
            "package cart\nfunc helper() {}\nfunc TestAdd(t *testing.T) { t.Run(\"x\", func(t *testing.T) { helper() }) }\nfunc Testing() { helper() }\nfunc BenchmarkAdd(b *testing.B) { helper() }\n"
        )]),
        ["TestAdd", "BenchmarkAdd"]
    );
    assert_eq!(
        tests(&[(
            "test/cart_test.rb",
            "def helper; end\nclass CartTest < Minitest::Test\n  def test_add; helper; end\n  def setup; helper; end\nend\n"
        )]),
        ["CartTest > test_add"]
    );
    // By what stands in front of them.
    assert_eq!(
        tests(&[(
            "src/Cart.java",
            "class Cart {\n  static void helper() {}\n  @Test void adds() { helper(); }\n  @org.junit.jupiter.api.ParameterizedTest(name = \"x\") void removes() { helper(); }\n  @Testable void no() { helper(); }\n}\n"
        )]),
        ["Cart > adds", "Cart > removes"]
    );
    assert_eq!(
        tests(&[(
            "Cart.cs",
            "class Cart {\n  static void helper() {}\n  [Fact] public void Adds() { helper(); }\n  [Category(\"x\"), Test] public void Removes() { helper(); }\n  [TestCase(1)] public void Cases() { helper(); }\n  public void No() { helper(); }\n}\n"
        )]),
        ["Cart > Adds", "Cart > Removes", "Cart > Cases"]
    );
    assert_eq!(
        tests(&[(
            "src/lib.rs",
            "fn helper() {}\n#[test]\nfn adds() { helper() }\n#[tokio::test(flavor = \"multi_thread\")]\nasync fn removes() { helper() }\n#[testing]\nfn no() { helper() }\n"
        )]),
        ["adds", "removes"]
    );
}

#[test]
fn what_tests_need_is_told_from_the_rest() {
    let index = index_of(&[
        ("src/test/java/a/Util.java", "class Util { void make() {} }"),
        ("src/main/java/a/Contest.java", "class Contest { void make() {} }"),
        ("src/latest.py", "def make(): pass\n"),
        ("Shop.Tests/Util.cs", "class Builder { void Make() {} }"),
        ("src/lib.rs", "mod tests { fn make() {} }\nfn tests() {}\n"),
    ]);
    let found = index.find(&serde_json::from_str("{}").unwrap()).unwrap();
    let of_tests: Vec<_> = found.symbols.iter().filter(|one| one.symbol.is_test).map(|one| &*one.symbol.key).collect();
    assert_eq!(
        of_tests,
        [
            "Shop.Tests/Util.cs::Builder",
            "Shop.Tests/Util.cs::Builder::Make",
            "src/lib.rs::tests::make",
            "src/test/java/a/Util.java::Util",
            "src/test/java/a/Util.java::Util::make"
        ]
    );
}

#[test]
fn tests_within_tests_without_end_are_those_around_them() {
    let depth = 2000;
    let text =
        format!("function helper() {{}}\n{}helper(){}", "describe('x', () => {\n".repeat(depth), "})".repeat(depth));
    let found = tests(&[("a.test.ts", &text)]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0], vec!["x"; 32].join(" > "));
}
