#!/bin/sh
# Stands in for cargo where `napi build` makes a release: the addon alone. With the Rust library that tests link beside it,
# rustc would not optimize across crates (`lto` of Cargo.toml): a fifteenth of the package's size.
set -e
asked=$1
shift
case $asked in
  build) exec cargo rustc --lib --crate-type cdylib "$@" ;;
  zigbuild) exec cargo-zigbuild rustc --lib --crate-type cdylib "$@" ;;
  *) exec cargo "$asked" "$@" ;;
esac
