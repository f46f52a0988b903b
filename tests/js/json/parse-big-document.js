var parts = []; for (var i = 0; i < 60; i++) parts.push('{"id":' + i + ',"name":"n' + i + '","tags":["a","b"],"ok":' + (i % 2 == 0) + '}')
var d = JSON.parse('[' + parts.join(',\n ') + ']'); print(d.length, d[59].name, d[30].tags[1], d[31].ok, JSON.stringify(d).length)
// expect: 60 n59 b false 3011
