function get(o) { return o.x + o.y } print(get({ x: 1, y: 2 }), get({ y: 20, x: 10 }), get({ z: 0, x: 3, y: 4 }), get(Object.create({ x: 5, y: 6 })))
// expect: 3 30 7 11
