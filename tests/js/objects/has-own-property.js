var o = { a: undefined }; print(o.hasOwnProperty('a'), o.hasOwnProperty('b'), o.hasOwnProperty('toString'), [1].hasOwnProperty(0), 'ab'.hasOwnProperty('length'))
// expect: true false false true true
