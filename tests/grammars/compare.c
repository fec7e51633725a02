
// Stands behind a grammar's parser: finds the first table of another language that is not as the compiler has made it here.

#include <string.h>

// `character` over and over.
typedef struct {
  TSLexer lexer;
  int32_t character;
  unsigned length;
  unsigned marked;
} Text;

static void advance(TSLexer *lexer, bool skip) {
  Text *text = (Text *)lexer;
  text->length++;
  text->lexer.lookahead = text->length < 4 ? text->character : 0;
}

static void mark_end(TSLexer *lexer) {
  Text *text = (Text *)lexer;
  text->marked = text->length;
}

static uint32_t get_column(TSLexer *lexer) {
  return ((Text *)lexer)->length;
}

static bool eof(const TSLexer *lexer) {
  return ((const Text *)lexer)->length >= 4;
}

// What a lexer makes of it.
static unsigned read(bool (*lex)(TSLexer *, TSStateId), TSStateId state, int32_t character) {
  Text text = {
    .lexer = {.lookahead = character, .advance = advance, .mark_end = mark_end, .get_column = get_column, .eof = eof},
    .character = character,
  };
  bool found = lex(&text.lexer, state);
  return ((unsigned)found << 31) | (text.length << 24) | (text.marked << 16) | text.lexer.result_symbol;
}

// Whether both lexers read the same: they have tables of characters that no language tells of.
static bool same_words(const TSLanguage *packed) {
  static bool begins[UINT16_MAX + 1];
  for (size_t mode = 0; mode < STATE_COUNT; mode++) {
    begins[ts_lex_modes[mode].lex_state] = true;
  }
  for (TSStateId state = 0; state < (TSStateId)-1; state++) {
    if (!begins[state]) continue;
    for (int32_t character = 1; character < 0xE0200; character += character < 0x800 ? 1 : 61) {
      if (read(packed->lex_fn, state, character) != read(ts_lex, state, character)) return false;
    }
  }
  for (int32_t character = 1; character < 0x800; character++) {
    if (read(packed->keyword_lex_fn, 0, character) != read(ts_lex_keywords, 0, character)) return false;
  }
  return true;
}

static bool same_text(const char *left, const char *right) {
  return left == right || (left && right && strcmp(left, right) == 0);
}

#define SAME(member, table) \
  if (memcmp(packed->member, table, sizeof(table)) != 0) return #table;

const char *difference(const TSLanguage *packed) {
  TABLES
  for (size_t symbol = 0; symbol < sizeof(ts_symbol_names) / sizeof(*ts_symbol_names); symbol++) {
    if (!same_text(packed->symbol_names[symbol], ts_symbol_names[symbol])) return ts_symbol_names[symbol];
  }
  for (size_t field = 0; field < sizeof(ts_field_names) / sizeof(*ts_field_names); field++) {
    if (!same_text(packed->field_names[field], ts_field_names[field])) return "ts_field_names";
  }
  return same_words(packed) ? "" : "the words";
}
