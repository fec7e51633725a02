//! The types that every PHP program has: arrays have no members, closures and enums do.
//!
//! Which names are types of values without members, which are iterated over with keys, and which functions give what is in
//! their argument is asked when a record is made: types in comments are texts, and of a call's arguments a record has no more
//! than what it is made as here.

use crate::language::builtins::Shape::{Argument, InstanceOf, List, Returned, This};
use crate::language::builtins::{BuiltinType, Builtins, GENERATOR, Table, method};

pub(in crate::language) static BUILTINS: Builtins = Builtins::new(Table {
    names: NAMES,
    function: BuiltinType::new(&[], 0).members(&[method("__invoke", Returned(&This)), method("call", Returned(&This))]),
    enumeration: BuiltinType::new(&[], 0).members(&[
        method("cases", List(&InstanceOf(&This))),
        method("from", InstanceOf(&This)),
        method("tryFrom", InstanceOf(&This)),
    ]),
    ..Table::new(TYPES)
});

/// Functions, classes and objects that every program has.
const NAMES: &[&str] = &[
    "abs",
    "addslashes",
    "array_chunk",
    "array_column",
    "array_combine",
    "array_count_values",
    "array_diff",
    "array_diff_assoc",
    "array_diff_key",
    "array_fill",
    "array_fill_keys",
    "array_filter",
    "array_flip",
    "array_intersect",
    "array_intersect_key",
    "array_is_list",
    "array_key_exists",
    "array_key_first",
    "array_key_last",
    "array_keys",
    "array_map",
    "array_merge",
    "array_merge_recursive",
    "array_pad",
    "array_pop",
    "array_product",
    "array_push",
    "array_rand",
    "array_reduce",
    "array_replace",
    "array_reverse",
    "array_search",
    "array_shift",
    "array_slice",
    "array_splice",
    "array_sum",
    "array_unique",
    "array_unshift",
    "array_values",
    "array_walk",
    "array_walk_recursive",
    "arsort",
    "asort",
    "assert",
    "base64_decode",
    "base64_encode",
    "basename",
    "bin2hex",
    "call_user_func",
    "call_user_func_array",
    "ceil",
    "chmod",
    "chr",
    "class_exists",
    "clearstatcache",
    "compact",
    "constant",
    "copy",
    "count",
    "crc32",
    "ctype_alnum",
    "ctype_alpha",
    "ctype_digit",
    "ctype_lower",
    "ctype_space",
    "ctype_upper",
    "ctype_xdigit",
    "curl_close",
    "curl_exec",
    "curl_init",
    "curl_setopt",
    "current",
    "date",
    "date_create",
    "date_default_timezone_get",
    "date_default_timezone_set",
    "debug_backtrace",
    "define",
    "defined",
    "die",
    "dirname",
    "end",
    "enum_exists",
    "error_log",
    "error_reporting",
    "escapeshellarg",
    "exec",
    "exit",
    "explode",
    "extension_loaded",
    "extract",
    "fclose",
    "feof",
    "fflush",
    "fgetcsv",
    "fgets",
    "file",
    "file_exists",
    "file_get_contents",
    "file_put_contents",
    "filemtime",
    "filesize",
    "filter_var",
    "floatval",
    "flock",
    "floor",
    "fopen",
    "fprintf",
    "fputcsv",
    "fread",
    "fseek",
    "ftell",
    "ftruncate",
    "func_get_args",
    "func_num_args",
    "function_exists",
    "fwrite",
    "gc_collect_cycles",
    "get_called_class",
    "get_class",
    "get_class_methods",
    "get_debug_type",
    "get_object_vars",
    "get_parent_class",
    "getcwd",
    "getenv",
    "gettype",
    "glob",
    "gmdate",
    "hash",
    "hash_algos",
    "hash_equals",
    "hash_hmac",
    "header",
    "headers_sent",
    "hex2bin",
    "hexdec",
    "hrtime",
    "html_entity_decode",
    "htmlentities",
    "htmlspecialchars",
    "http_build_query",
    "http_response_code",
    "iconv",
    "ignore_user_abort",
    "implode",
    "in_array",
    "ini_get",
    "ini_set",
    "interface_exists",
    "intval",
    "is_a",
    "is_array",
    "is_bool",
    "is_callable",
    "is_countable",
    "is_dir",
    "is_file",
    "is_float",
    "is_int",
    "is_iterable",
    "is_link",
    "is_nan",
    "is_null",
    "is_numeric",
    "is_object",
    "is_readable",
    "is_resource",
    "is_scalar",
    "is_string",
    "is_subclass_of",
    "is_writable",
    "iterator_apply",
    "iterator_count",
    "iterator_to_array",
    "join",
    "json_decode",
    "json_encode",
    "json_last_error",
    "json_last_error_msg",
    "key",
    "key_exists",
    "krsort",
    "ksort",
    "lcfirst",
    "levenshtein",
    "log",
    "ltrim",
    "mail",
    "max",
    "mb_convert_case",
    "mb_convert_encoding",
    "mb_detect_encoding",
    "mb_internal_encoding",
    "mb_str_pad",
    "mb_str_split",
    "mb_strlen",
    "mb_strpos",
    "mb_strrpos",
    "mb_strtolower",
    "mb_strtoupper",
    "mb_strwidth",
    "mb_substr",
    "mb_substr_count",
    "md5",
    "memory_get_peak_usage",
    "memory_get_usage",
    "method_exists",
    "microtime",
    "min",
    "mkdir",
    "mktime",
    "mt_rand",
    "natcasesort",
    "natsort",
    "next",
    "nl2br",
    "number_format",
    "ob_end_clean",
    "ob_get_clean",
    "ob_get_contents",
    "ob_start",
    "opendir",
    "openssl_encrypt",
    "ord",
    "pack",
    "parse_ini_file",
    "parse_str",
    "parse_url",
    "password_hash",
    "password_verify",
    "pathinfo",
    "php_sapi_name",
    "php_uname",
    "phpversion",
    "pow",
    "preg_grep",
    "preg_last_error",
    "preg_match",
    "preg_match_all",
    "preg_quote",
    "preg_replace",
    "preg_replace_callback",
    "preg_split",
    "prev",
    "print_r",
    "printf",
    "proc_close",
    "proc_open",
    "property_exists",
    "putenv",
    "rand",
    "random_bytes",
    "random_int",
    "range",
    "rawurldecode",
    "rawurlencode",
    "readdir",
    "readfile",
    "realpath",
    "register_shutdown_function",
    "rename",
    "reset",
    "restore_error_handler",
    "rewind",
    "rmdir",
    "round",
    "rsort",
    "rtrim",
    "scandir",
    "serialize",
    "set_error_handler",
    "set_exception_handler",
    "set_time_limit",
    "setcookie",
    "settype",
    "sha1",
    "shuffle",
    "sleep",
    "sort",
    "spl_autoload_register",
    "spl_object_hash",
    "spl_object_id",
    "sprintf",
    "sqrt",
    "sscanf",
    "str_contains",
    "str_ends_with",
    "str_ireplace",
    "str_pad",
    "str_repeat",
    "str_replace",
    "str_split",
    "str_starts_with",
    "str_word_count",
    "strcasecmp",
    "strchr",
    "strcmp",
    "stream_context_create",
    "stream_get_contents",
    "strip_tags",
    "stripos",
    "stripslashes",
    "strlen",
    "strncasecmp",
    "strncmp",
    "strpos",
    "strrev",
    "strrpos",
    "strstr",
    "strtok",
    "strtolower",
    "strtotime",
    "strtoupper",
    "strtr",
    "strval",
    "substr",
    "substr_compare",
    "substr_count",
    "substr_replace",
    "sys_get_temp_dir",
    "tempnam",
    "time",
    "tmpfile",
    "touch",
    "trait_exists",
    "trigger_error",
    "trim",
    "uasort",
    "ucfirst",
    "ucwords",
    "uksort",
    "umask",
    "uniqid",
    "unlink",
    "unpack",
    "unserialize",
    "urldecode",
    "urlencode",
    "usleep",
    "usort",
    "utf8_decode",
    "utf8_encode",
    "var_dump",
    "var_export",
    "version_compare",
    "vprintf",
    "vsprintf",
    "wordwrap",
];

const TYPES: &[BuiltinType] = &[
    BuiltinType::new(&["ArrayIterator", "\\ArrayIterator", "ArrayObject", "\\ArrayObject"], 1)
        .iterated(Argument(0))
        .indexed(Argument(0)),
    BuiltinType::new(&["ArrayAccess", "\\ArrayAccess"], 1).indexed(Argument(0)),
    BuiltinType::new(&[GENERATOR, "\\Generator"], 1).iterated(Argument(0)).members(&[method("current", Argument(0))]),
    BuiltinType::new(&["Iterator", "\\Iterator"], 1).iterated(Argument(0)).members(&[method("current", Argument(0))]),
    BuiltinType::new(&["IteratorAggregate", "\\IteratorAggregate"], 1).iterated(Argument(0)),
    BuiltinType::new(&["SplObjectStorage", "\\SplObjectStorage"], 1).iterated(Argument(0)),
    BuiltinType::new(&["Traversable", "\\Traversable"], 1).iterated(Argument(0)),
];

/// Whether a type in a comment, in lower case, is that of values without members.
pub(super) fn is_scalar(name: &str) -> bool {
    matches!(
        name,
        "array-key"
            | "bool"
            | "boolean"
            | "callable-string"
            | "double"
            | "false"
            | "float"
            | "int"
            | "integer"
            | "literal-string"
            | "lowercase-string"
            | "negative-int"
            | "never"
            | "non-empty-string"
            | "non-falsy-string"
            | "non-negative-int"
            | "null"
            | "number"
            | "numeric"
            | "numeric-string"
            | "positive-int"
            | "scalar"
            | "string"
            | "true"
            | "void"
    )
}

/// Whether what is written in front of the values of a type, in lower case, is their keys.
pub(super) fn is_keyed(name: &str) -> bool {
    matches!(
        name.trim_start_matches('\\'),
        "arrayaccess"
            | "arrayiterator"
            | "arrayobject"
            | "generator"
            | "iterator"
            | "iteratoraggregate"
            | "traversable"
    )
}

/// What a function of the language gives of one of its arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Given {
    /// The argument, or a list of what is in it.
    Whole,
    /// A value that is in it.
    Element,
    /// A list of lists of what is in it.
    Parted,
    /// A list of what the function that is its first argument gives.
    Mapped,
}

/// What a function of the language gives, with the place of the argument that it has it from.
pub(super) fn given(function: &str) -> Option<(Given, usize)> {
    Some(match function {
        "array_diff"
        | "array_diff_key"
        | "array_filter"
        | "array_intersect"
        | "array_intersect_key"
        | "array_merge"
        | "array_replace"
        | "array_reverse"
        | "array_slice"
        | "array_splice"
        | "array_unique"
        | "array_values"
        | "iterator_to_array" => (Given::Whole, 0),
        "array_find" | "array_pop" | "array_shift" | "current" | "end" | "next" | "prev" | "reset" => {
            (Given::Element, 0)
        }
        "array_chunk" => (Given::Parted, 0),
        "array_map" => (Given::Mapped, 0),
        _ => return None,
    })
}

/// With the values of which argument a function of the language calls the one at a place, at a place of that one's parameters.
pub(super) fn called_with(function: &str, place: usize, parameter: usize) -> Option<usize> {
    match (function, place, parameter) {
        ("array_map", 0, _) => Some(parameter + 1),
        ("array_all" | "array_any" | "array_filter" | "array_find" | "array_find_key" | "array_walk", 1, 0) => Some(0),
        ("uasort" | "usort", 1, 0 | 1) => Some(0),
        ("array_reduce", 1, 1) => Some(0),
        _ => None,
    }
}

/// Which argument of a function of the language is one that it calls, by its place: a text there names a function. Told by the
/// function's name when a record is made, since any other text is none.
pub(super) fn callable_argument(function: &str) -> Option<usize> {
    match function {
        "array_map"
        | "call_user_func"
        | "call_user_func_array"
        | "forward_static_call"
        | "forward_static_call_array"
        | "header_register_callback"
        | "is_callable"
        | "ob_start"
        | "register_shutdown_function"
        | "register_tick_function"
        | "set_error_handler"
        | "set_exception_handler"
        | "spl_autoload_register" => Some(0),
        "array_all"
        | "array_any"
        | "array_filter"
        | "array_find"
        | "array_find_key"
        | "array_reduce"
        | "array_walk"
        | "array_walk_recursive"
        | "iterator_apply"
        | "preg_replace_callback"
        | "uasort"
        | "uksort"
        | "usort" => Some(1),
        _ => None,
    }
}
