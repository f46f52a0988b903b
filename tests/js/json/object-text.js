print(typeof JSON, JSON.parse.length, JSON.stringify.length, JSON.stringify({ a: 'x' }).length)
// expect: object 2 3 9
