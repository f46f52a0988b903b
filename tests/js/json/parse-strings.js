print(JSON.parse('"\\u0041\\n\\"\\\\\\/\\b\\f\\r\\t"').length, JSON.parse('"\\ud83d\\ude00"') === '😀', JSON.parse('"é€"'), JSON.parse('""').length, JSON.parse('"\\ud83d"').length)
// expect: 9 true é€ 0 1
