print(JSON.parse('1'), JSON.parse('-1.5e3'), JSON.parse('"a"'), JSON.parse('true'), JSON.parse('null'), JSON.parse(' [1, 2 ] '), JSON.parse('{"a":{"b":[1]}}').a.b[0], 1 / JSON.parse('-0'), JSON.parse('[]').length, Object.keys(JSON.parse('{}')).length)
// expect: 1 -1500 a true null 1,2 1 -Infinity 0 0
