function f() { return arguments.length } print(f.apply(), f.apply(null), f.apply(null, null), f.apply(null, undefined), f.apply(null, []))
// expect: 0 0 0 0 0
