function build(d) { return d == 0 ? { leaf: 1 } : { l: build(d - 1), r: build(d - 1) } } function count(t) { return t.leaf || count(t.l) + count(t.r) } print(count(build(7)))
// expect: 128
