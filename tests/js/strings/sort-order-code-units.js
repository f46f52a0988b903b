print(['\uffff', '😀', 'a'].sort().map(function (s) { return s.charCodeAt(0).toString(16) }))
// expect: 61,d83d,ffff
