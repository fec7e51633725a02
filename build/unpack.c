
// Stands behind each parser whose tables are packed (`build/packed.rs`): tells where they belong, and makes what follows from
// them once they are there.

#include <string.h>

_Static_assert(
  sizeof(TSParseActionEntry) == 8 && offsetof(TSParseActionEntry, entry.count) == 0
    && offsetof(TSParseActionEntry, entry.reusable) == 1 && offsetof(TSParseActionEntry, action.type) == 0
    && offsetof(TSParseActionEntry, action.shift.state) == 2 && offsetof(TSParseActionEntry, action.shift.extra) == 4
    && offsetof(TSParseActionEntry, action.shift.repetition) == 5
    && offsetof(TSParseActionEntry, action.reduce.child_count) == 1
    && offsetof(TSParseActionEntry, action.reduce.symbol) == 2
    && offsetof(TSParseActionEntry, action.reduce.dynamic_precedence) == 4
    && offsetof(TSParseActionEntry, action.reduce.production_id) == 6 && TSParseActionTypeShift == 0
    && TSParseActionTypeReduce == 1 && TSParseActionTypeAccept == 2 && TSParseActionTypeRecover == 3,
  "another layout"
);

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

uint8_t *PACKED(tables)(size_t *length) {
  *length = sizeof(tables);
  return (uint8_t *)&tables;
}

static const char *point(const char **pointer, const char **end, const char *text) {
  for (; pointer < end; pointer++) {
    *pointer = text;
    text += strlen(text) + 1;
  }
  return text;
}

void PACKED(complete)(void) {
  uint32_t at = 0;
  for (size_t state = 0; state < COUNT(begins_of_rows); state++) {
    begins_of_rows[state] = at;
    for (uint16_t groups = ts_small_parse_table[at++]; groups > 0; groups--) {
      at += 2 + ts_small_parse_table[at + 1];
    }
  }
  for (size_t state = 0; state < COUNT(ts_primary_state_ids); state++) {
    ts_primary_state_ids[state] += (TSStateId)state;
  }
  const char *fields = point(symbol_names + first_of_symbol_names, symbol_names + COUNT(symbol_names), tables.texts);
  point(field_names + first_of_field_names, field_names + COUNT(field_names), fields);
}
