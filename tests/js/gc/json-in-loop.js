var o = { list: [1, 2, 3], name: 'x' }; for (var i = 0; i < 50; i++) { o = JSON.parse(JSON.stringify(o)); o.list.push(i) } print(o.list.length, o.list[52])
// expect: 53 49
