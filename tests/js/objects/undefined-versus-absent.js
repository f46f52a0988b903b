var o = { a: undefined }; print(o.a, o.b, 'a' in o, 'b' in o, Object.keys(o).length)
// expect: undefined undefined true false 1
