var n = 'go', o = { [n]() { return 1 }, get [n + '2']() { return 2 }, [`${n}3`]: 3 }; print(o.go(), o.go2, o.go3)
// expect: 1 2 3
