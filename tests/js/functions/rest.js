function f(a, ...r) { return a + '|' + r.join() + '|' + r.length }
print(f(), f(1), f(1, 2), f(1, 2, 3), f.length)
// expect: undefined||0 1||0 1|2|1 1|2,3|2 1
