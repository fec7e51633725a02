// Blocks of syntax trees: counted, and refused without returning to code that does not expect it.
//
// tree-sitter never looks whether it was given a block. So a parse that may have no more memory, or for which there
// is none, does not come back from here: it goes straight back to where it began, and its heap is thrown away whole.
// That is why this is C: between `code_graph_parse` and an allocation there are C frames alone, which may be jumped
// over. Decisions are made in allocator.rs.

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <tree_sitter/api.h>

// On macOS `setjmp` saves the signal mask too, by a system call.
#ifdef __APPLE__
#define RETURN_HERE(place) _setjmp(place)
#define RETURN_TO(place) _longjmp(place, 1)
#else
#define RETURN_HERE(place) setjmp(place)
#define RETURN_TO(place) longjmp(place, 1)
#endif

#ifdef _MSC_VER
#define THREAD_LOCAL __declspec(thread)
#else
#define THREAD_LOCAL _Thread_local
#endif

void *mi_heap_malloc(void *heap, size_t size);
void *mi_heap_calloc(void *heap, size_t count, size_t size);
void *mi_heap_realloc(void *heap, void *block, size_t size);
void *mi_heap_get_default(void);
void mi_free(void *block);
size_t mi_usable_size(const void *block);

// What one thread has; `Account` in allocator.rs.
struct account {
  void *heap;           // where blocks come from; mimalloc's default for the thread if there is none
  void *reserve;        // a block to be given back when there is no memory outside of a parse
  jmp_buf *parse_start; // where a parse that may have no more returns to; none outside of a parse
  size_t held;          // bytes in blocks
  size_t level;         // `held` is looked at again when it is no longer from here to `STEP` above
  size_t stack_nodes;   // blocks of `STACK_NODE_BLOCK` bytes
  // What follows is for allocator.rs.
  size_t told;
  size_t byte_limit;
  size_t stack_node_limit;
  bool is_over;
};

#define STEP ((size_t)256 * 1024)

// The size class that mimalloc has for a node of the parser's stack (232 bytes). Wide nodes of a tree can be in it too.
#define STACK_NODE_BLOCK 256

static THREAD_LOCAL struct account own;

struct account *code_graph_account(void) {
  return &own;
}

// In allocator.rs: whether the parse must end now.
bool code_graph_looked_at(struct account *account);

static void *heap_of(struct account *account) {
  return account->heap ? account->heap : mi_heap_get_default();
}

static void count(struct account *account, size_t size) {
  account->held += size;
  account->stack_nodes += size == STACK_NODE_BLOCK;
}

static void uncount(struct account *account, size_t size) {
  account->held -= size;
  account->stack_nodes -= size == STACK_NODE_BLOCK;
}

// Whether `held` went up or down far enough to be looked at.
static bool has_moved(const struct account *account) {
  return account->held - account->level >= STEP;
}

static void *given(struct account *account, void *block) {
  count(account, mi_usable_size(block));
  if (has_moved(account) && code_graph_looked_at(account) && account->parse_start) {
    RETURN_TO(*account->parse_start);
  }
  return block;
}

// There is no memory: ends the parse, or makes some room.
static void refused(struct account *account) {
  if (account->parse_start) {
    RETURN_TO(*account->parse_start);
  }
  mi_free(account->reserve);
  account->reserve = NULL;
}

void *code_graph_malloc(size_t size) {
  struct account *account = &own;
  void *block = mi_heap_malloc(heap_of(account), size);
  if (!block) {
    refused(account);
    block = mi_heap_malloc(heap_of(account), size);
  }
  return given(account, block);
}

void *code_graph_calloc(size_t count, size_t size) {
  struct account *account = &own;
  void *block = mi_heap_calloc(heap_of(account), count, size);
  if (!block) {
    refused(account);
    block = mi_heap_calloc(heap_of(account), count, size);
  }
  return given(account, block);
}

void *code_graph_realloc(void *block, size_t size) {
  struct account *account = &own;
  size_t before = mi_usable_size(block);
  void *moved = mi_heap_realloc(heap_of(account), block, size);
  if (!moved) {
    refused(account);
    moved = mi_heap_realloc(heap_of(account), block, size);
  }
  uncount(account, before);
  return given(account, moved);
}

void code_graph_free(void *block) {
  struct account *account = &own;
  uncount(account, mi_usable_size(block));
  mi_free(block);
  if (has_moved(account)) code_graph_looked_at(account);
}

// Makes `*parser` if there is none and parses what lies in `ranges`, or all where there are none; false if that was not given the memory it asked for. Then the parser
// and all that it held are to be thrown away with their heap.
bool code_graph_parse(
  TSParser **parser,
  const TSLanguage *language,
  TSInput input,
  TSParseOptions options,
  const TSRange *ranges,
  uint32_t range_count,
  TSTree **tree
) {
  struct account *account = &own;
  jmp_buf start;
  if (RETURN_HERE(start)) {
    account->parse_start = NULL;
    return false;
  }
  account->parse_start = &start;
  if (!*parser) *parser = ts_parser_new();
  *tree = ts_parser_set_language(*parser, language) && ts_parser_set_included_ranges(*parser, ranges, range_count)
    ? ts_parser_parse_with_options(*parser, NULL, input, options)
    : NULL;
  // A stopped parser would go on with the old text at its next call.
  ts_parser_reset(*parser);
  account->parse_start = NULL;
  return true;
}
