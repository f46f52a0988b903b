// State shared by the parts of the compiler: work memory, names, the current token.
//
// Work memory is counted in words. From its start grow names, the tree, and the tables of the function being
// generated (a growing table is copied when something was put behind it); from its end grow the finished parts of
// the image. A failure is remembered (c->failed) and the source then looks ended, so everything unwinds by itself.
#ifndef JS_COMPILER_H
#define JS_COMPILER_H

#include <string.h>

#include "js/compile/compile.h"
#include "js/config.h"

typedef uint32_t name_ref; // word index of a name_record; 0: none
typedef uint32_t node_ref; // word index of a tree node; 0: none

// A text the program uses: identifier, property name or string.
typedef struct {
  uint32_t text; // byte offset in the source, or in work memory (IN_MEMORY)
  uint32_t bytes : 24;
  uint32_t flags : 8;
  name_ref chain;   // next in its hash bucket
  uint32_t binding; // innermost declaration in sight (tree node); 0: none
  uint32_t use; // parsing: source offset + 1 of the last identifier that used it; generating: its number as
                // a constant + 1, 0: none yet
  uint32_t global; // its number as a global + 1
} name_record;
enum { NAME_IN_MEMORY = 1, NAME_ASCII = 2, NAME_IS_KEY = 4 };

// A table that grows in work memory.
typedef struct {
  uint32_t at, count, capacity; // in words
} table;

typedef enum {
  T_END,
  T_NUMBER,
  T_STRING,
  T_TEMPLATE, // a piece of template text
  T_REGEXP,
  T_NAME,
  T_PUNCTUATOR,
  T_WORD, // reserved word
} token_kind;

typedef struct {
  token_kind kind;
  uint32_t symbol;     // of punctuators and words, else NO_SYMBOL
  uint32_t start, end; // source offsets
  name_ref name;  // names, words, texts of strings, templates (0: bad escape, in tagged templates), patterns
  name_ref extra; // flags of a pattern; raw text of a template
  double number;
  bool after_newline;
  bool plain; // T_STRING without escapes
  bool last;  // T_TEMPLATE: the template ends here
} token;

typedef struct js_compiler {
  const uint8_t *source;
  uint32_t bytes;
  js_compile_error *error;
  const char *file;
  bool positions;
  bool failed;

  uint32_t *memory;
  uint32_t low, high; // the words between are free
  uint32_t end;       // one past the last word
  table buckets;      // heads of name chains
  uint32_t name_count;
  uint32_t function_total; // FUNCTION nodes made

  token token;
  uint32_t previous_end;
  uint32_t depth;
  struct scope *scope;            // parsing: innermost scope
  struct parse_function *parsing; // parsing: innermost function
  struct gen_function *generating;

  table functions; // descriptors: JS_F_WORDS each
  table constants; // per constant: name_ref, or tree node of a number | bit 31
  table globals;   // name_ref each
  // names the compiler itself uses
  name_ref this_name, target_name, arguments_name, empty_name;

  uint32_t place, line, column; // the last offset whose line and column were looked up
} js_compiler;

// ---- failing -----------------------------------------------------------------------------------------------------

// Remembers the first error: `what` with %s replaced by `detail` (a C string or NULL). Always returns 0.
uint32_t js_c_fail(js_compiler *c, uint32_t offset, const char *what, const char *detail);
uint32_t js_c_fail_here(js_compiler *c, const char *what); // at the token
uint32_t js_c_fail_name(js_compiler *c, uint32_t offset, const char *what, name_ref name);
uint32_t js_c_no_memory(js_compiler *c, size_t words);
void js_c_locate(js_compiler *c, uint32_t offset, uint32_t *line, uint32_t *column);

// ---- work memory -------------------------------------------------------------------------------------------------

// Takes words from the low end, not cleared; on failure a place that may be written to without harm.
uint32_t js_c_take(js_compiler *c, uint32_t words);
// Appends a word to a table.
void js_c_append(js_compiler *c, table *t, uint32_t word);
static inline uint32_t *js_c_at(const js_compiler *c, const table *t, uint32_t i) {
  return &c->memory[t->at + i];
}

// ---- names -------------------------------------------------------------------------------------------------------

static inline name_record *js_c_name(const js_compiler *c, name_ref n) {
  return (name_record *)(void *)&c->memory[n];
}
const uint8_t *js_c_text(const js_compiler *c, name_ref n);
// The name of a text: `in_memory` when it does not lie in the source; it is copied if it is new.
name_ref js_c_name_of(js_compiler *c, const uint8_t *text, size_t bytes);
bool js_c_is_name(const js_compiler *c, name_ref n, const char *text);

void js_c_forget_uses(js_compiler *c); // between parsing and generating

// ---- lexer -------------------------------------------------------------------------------------------------------

// X(name, text, what it is): the strength of a binary operator, from weak to strong, and whether it compares; or whether
// it assigns. Longer texts stand before their beginnings.
// clang-format off
#define PUNCTUATORS(X) \
  X(LBRACE, "{", 0) X(RBRACE, "}", 0) X(LPAREN, "(", 0) X(RPAREN, ")", 0) X(LBRACKET, "[", 0) X(RBRACKET, "]", 0) \
  X(SEMICOLON, ";", 0) X(COMMA, ",", 0) X(COLON, ":", 0) X(TILDE, "~", 0) X(ELLIPSIS, "...", 0) X(DOT, ".", 0) \
  X(OPTIONAL, "?.", 0) X(NULLISH_SET, "\?\?=", ASSIGNS) X(NULLISH, "??", 1) X(QUESTION, "?", 0) X(ARROW, "=>", 0) \
  X(STRICT_EQUAL, "===", 7 | COMPARES) X(EQUAL, "==", 7 | COMPARES) X(ASSIGN, "=", ASSIGNS) \
  X(STRICT_UNEQUAL, "!==", 7 | COMPARES) X(UNEQUAL, "!=", 7 | COMPARES) X(NOT, "!", 0) \
  X(SHL_SET, "<<=", ASSIGNS) X(SHL, "<<", 9) X(LE, "<=", 8 | COMPARES) X(LT, "<", 8 | COMPARES) \
  X(SHR_SET, ">>>=", ASSIGNS) X(SHR, ">>>", 9) X(SAR_SET, ">>=", ASSIGNS) X(SAR, ">>", 9) X(GE, ">=", 8 | COMPARES) \
  X(GT, ">", 8 | COMPARES) X(INCREMENT, "++", 0) X(ADD_SET, "+=", ASSIGNS) X(ADD, "+", 10) \
  X(DECREMENT, "--", 0) X(SUB_SET, "-=", ASSIGNS) X(SUB, "-", 10) X(POW_SET, "**=", ASSIGNS) X(POW, "**", 12) \
  X(MUL_SET, "*=", ASSIGNS) X(MUL, "*", 11) X(DIV_SET, "/=", ASSIGNS) X(DIV, "/", 11) X(MOD_SET, "%=", ASSIGNS) \
  X(MOD, "%", 11) X(LAND_SET, "&&=", ASSIGNS) X(LAND, "&&", 3) X(AND_SET, "&=", ASSIGNS) X(AND, "&", 6) \
  X(LOR_SET, "||=", ASSIGNS) X(LOR, "||", 2) X(OR_SET, "|=", ASSIGNS) X(OR, "|", 4) X(XOR_SET, "^=", ASSIGNS) \
  X(XOR, "^", 5)

#define WORDS(X)                                                                                                    \
  X(await) X(break) X(case) X(catch) X(class) X(const) X(continue) X(debugger) X(default) X(delete) X(do) X(else)      \
  X(enum) X(export) X(extends) X(false) X(finally) X(for) X(function) X(if) X(implements) X(import) X(in)              \
  X(instanceof) X(interface) X(let) X(new) X(null) X(package) X(private) X(protected) X(public) X(return) X(static)    \
  X(super) X(switch) X(this) X(throw) X(true) X(try) X(typeof) X(var) X(void) X(while) X(with) X(yield)
// clang-format on

// Punctuators and reserved words have one sequence of numbers.
typedef enum {
#define X(name, text, is) P_##name,
  PUNCTUATORS(X)
#undef X
#define X(name) W_##name,
      WORDS(X)
#undef X
          NO_SYMBOL, // any other token
  P_COUNT = W_await
} symbol_code;

// The texts of the punctuators, each ended by a NUL, in their order.
extern const char js_c_punctuators[];

// Reads the next token into c->token.
void js_c_next(js_compiler *c);
// The token is / or /=: reads it again as a regular expression.
void js_c_next_regexp(js_compiler *c);
// After a } that ends a substitution, or at the opening `: reads a piece of template text from source offset `from`.
void js_c_next_template(js_compiler *c, uint32_t from);
// Goes back to a source offset where a token begins.
void js_c_rewind(js_compiler *c, uint32_t offset);

static inline bool js_c_is(const js_compiler *c, symbol_code s) {
  return c->token.symbol == (uint32_t)s;
}

#endif
