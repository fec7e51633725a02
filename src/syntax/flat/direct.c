// Copies a syntax tree into one array by going through tree-sitter's own structures once, where its interface would look for
// each node again: asked for a child it goes through those in front of it, asked for a field through tables and all children.
//
// The nodes come in the order of `flat/mod.rs`: the root, and behind each node's entry, at some point, its children side by
// side. A node whose children are not there yet holds in their place where tree-sitter has it, so that the array is its own
// list of what is left to do. What hangs below hidden nodes of the grammar are children of the visible node around them.
//
// Nothing here calls itself: how deep a tree is costs memory of the heap.

#include "language.h"
#include "subtree.h"
#include "tree.h"
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// `FlatNode` in mod.rs.
struct node {
  uint32_t start;
  uint32_t end;
  uint32_t first_child;
  uint32_t child_count;
  uint16_t kind;
  uint8_t field;
  uint8_t flags;
};

#define EXTRA 1
#define MISSING 2
#define HAS_ERROR 4

_Static_assert(
  sizeof(struct node) == 20 && offsetof(struct node, first_child) == 8 && offsetof(struct node, kind) == 16
    && offsetof(struct node, field) == 18 && offsetof(struct node, flags) == 19,
  "another layout than in Rust"
);
_Static_assert(sizeof(Subtree) == 8 && sizeof(const SubtreeHeapData *) <= 8, "a subtree is no word of eight bytes");
_Static_assert(sizeof(TSSymbol) == 2 && ts_builtin_sym_error == UINT16_MAX, "another kind of error");

// Siblings that are written, of which some have no children yet.
struct siblings {
  uint32_t next;
  uint32_t end;
};

// A node of tree-sitter's whose children are being written: a visible one, or a hidden one below it.
struct level {
  const Subtree *next;
  const Subtree *end;
  bool is_first;           // whether none of its children has been passed
  uint8_t field;           // the field of a hidden node, which its children have unless they have one of their own
  uint32_t structural;     // how many of those that have been passed are no extras
  const TSSymbol *aliases; // by the place among the children that are no extras; none if null
  const TSFieldMapEntry *fields;
  const TSFieldMapEntry *fields_end;
};

struct list {
  void *items;
  size_t length;
  size_t room;
};

struct copy {
  const TSLanguage *language;
  struct node *nodes;
  uint32_t length;
  uint32_t room;
  struct list open;   // of `struct siblings`: those behind the ones that are looked at
  struct list levels; // of `struct level`: those around the one that is written
};

enum outcome { COPIED, NO_ROOM, NO_MEMORY };

// Room for one more item; null where there is no memory.
static void *pushed(struct list *list, size_t size) {
  if (list->length == list->room) {
    size_t room = list->room ? 2 * list->room : 64;
    void *items = realloc(list->items, room * size);
    if (!items) return NULL;
    list->items = items;
    list->room = room;
  }
  return (char *)list->items + size * list->length++;
}

static inline struct level level_of(const TSLanguage *language, const SubtreeHeapData *parent, uint8_t field) {
  struct level level = {.next = (const Subtree *)parent - parent->child_count, .end = (const Subtree *)parent};
  level.is_first = true;
  level.field = field;
  level.structural = 0;
  level.aliases = ts_language_alias_sequence(language, parent->production_id);
  ts_language_field_map(language, parent->production_id, &level.fields, &level.fields_end);
  return level;
}

// The field of a level's next child. As a cursor of tree-sitter's has it: what its parent says, or what is said of that.
static inline uint8_t field_of(const struct level *level) {
  for (const TSFieldMapEntry *entry = level->fields; entry < level->fields_end; entry++) {
    if (entry->child_index == level->structural && !entry->inherited) return (uint8_t)entry->field_id;
  }
  return level->field;
}

static inline uint8_t flags_of(bool is_extra, bool is_missing, bool has_error) {
  return (uint8_t)(is_extra * EXTRA | is_missing * MISSING | (has_error || is_missing) * HAS_ERROR);
}

// Writes a visible node, which begins at `start` and has another name there if `alias` is one.
static inline bool write(struct copy *copy, Subtree tree, uint32_t start, TSSymbol alias, uint8_t field) {
  if (copy->length == copy->room) return false;
  struct node *node = &copy->nodes[copy->length++];
  TSSymbol symbol;
  node->start = start;
  node->field = field;
  node->first_child = 0;
  node->child_count = 0;
  if (tree.data.is_inline) {
    node->end = start + tree.data.size_bytes;
    node->flags = flags_of(tree.data.extra, tree.data.is_missing, false);
    symbol = tree.data.symbol;
  } else {
    node->end = start + tree.ptr->size.bytes;
    node->flags = flags_of(tree.ptr->extra, tree.ptr->is_missing, tree.ptr->error_cost > 0);
    symbol = tree.ptr->symbol;
    if (tree.ptr->child_count > 0) memcpy(&node->first_child, &tree, sizeof(tree));
  }
  if (alias) symbol = alias;
  // An error's number is in no table.
  node->kind = symbol == ts_builtin_sym_error ? symbol : copy->language->public_symbol_map[symbol];
  return true;
}

// Writes the children of a node, whose place in the array is `at`, side by side.
static enum outcome write_children(struct copy *copy, uint32_t at, const SubtreeHeapData *parent) {
  uint32_t first = copy->length;
  uint32_t position = copy->nodes[at].start;
  struct level level = level_of(copy->language, parent, 0);
  for (;;) {
    while (level.next < level.end) {
      Subtree tree = *level.next++;
      bool is_inline = tree.data.is_inline;
      // A first child begins where its parent does, whose padding is the child's.
      if (!level.is_first) position += is_inline ? tree.data.padding_bytes : tree.ptr->padding.bytes;
      level.is_first = false;
      TSSymbol alias = 0;
      uint8_t field = 0;
      if (!(is_inline ? tree.data.extra : tree.ptr->extra)) {
        if (level.aliases) alias = level.aliases[level.structural];
        field = field_of(&level);
        level.structural++;
      }
      if (alias || (is_inline ? tree.data.visible : tree.ptr->visible)) {
        if (!write(copy, tree, position, alias, field)) return NO_ROOM;
      } else if (!is_inline && tree.ptr->child_count > 0 && tree.ptr->visible_child_count > 0) {
        // Its children first, behind which the place is behind it: its size is theirs.
        if (level.next < level.end) {
          struct level *around = pushed(&copy->levels, sizeof(struct level));
          if (!around) return NO_MEMORY;
          *around = level;
        }
        level = level_of(copy->language, tree.ptr, field);
        continue;
      }
      position += is_inline ? tree.data.size_bytes : tree.ptr->size.bytes;
    }
    if (copy->levels.length == 0) break;
    level = ((struct level *)copy->levels.items)[--copy->levels.length];
  }
  copy->nodes[at].child_count = copy->length - first;
  copy->nodes[at].first_child = copy->length > first ? first : 0;
  return COPIED;
}

// Where tree-sitter has a node whose children are not written; null if they are, or there are none.
static const SubtreeHeapData *unwritten(const struct node *node) {
  Subtree tree;
  memcpy(&tree, &node->first_child, sizeof(tree));
  return tree.ptr;
}

static enum outcome copy_below(struct copy *copy, uint32_t root) {
  struct siblings here = {root, root + 1};
  for (;;) {
    while (here.next < here.end) {
      uint32_t at = here.next++;
      const SubtreeHeapData *tree = unwritten(&copy->nodes[at]);
      if (!tree) continue;
      uint32_t first = copy->length;
      enum outcome outcome = write_children(copy, at, tree);
      if (outcome != COPIED) return outcome;
      // The children's own come first.
      if (here.next < here.end) {
        struct siblings *around = pushed(&copy->open, sizeof(struct siblings));
        if (!around) return NO_MEMORY;
        *around = here;
      }
      here = (struct siblings) {first, copy->length};
    }
    if (copy->open.length == 0) return COPIED;
    here = ((struct siblings *)copy->open.items)[--copy->open.length];
  }
}

// Writes a tree to `nodes`, of which the first `*length` are taken and `room` may be; says in `*length` how many are taken then. Where it
// does not succeed, what is behind those taken before is no tree.
enum outcome code_graph_copy_tree(const TSTree *tree, struct node *nodes, uint32_t *length, uint32_t room) {
  struct copy copy = {.language = tree->language, .nodes = nodes, .length = *length, .room = room};
  uint32_t root = *length;
  enum outcome outcome = NO_ROOM;
  if (write(&copy, tree->root, ts_subtree_padding(tree->root).bytes, 0, 0)) outcome = copy_below(&copy, root);
  free(copy.open.items);
  free(copy.levels.items);
  *length = copy.length;
  return outcome;
}
