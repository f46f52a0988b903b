var o = {}, p = { q: 1 }; o.__proto__ = p; print(o.q, o.__proto__ === p, Object.keys(o).length)
// expect: 1 true 0
