var o = {}, k = 'a' + 'b'; o[k] = 1; o['a' + 'c'] = 2; print(o.ab, o.ac, 'ab' in o)
// expect: 1 2 true
