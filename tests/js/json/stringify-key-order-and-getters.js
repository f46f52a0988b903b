print(JSON.stringify({ z: 1, 2: 'b', get g() { return 'got' }, 1: 'a' }), JSON.stringify(Object.create({ inherited: 1 })))
// expect: {"1":"a","2":"b","z":1,"g":"got"} {}
