print(JSON.stringify('"\\\b\f\n\r\t\u0001\u001f\u007f é😀\u2028/'), JSON.stringify('\ud800'), JSON.stringify({ 'k"\n': 1 }))
// expect: "\"\\\b\f\n\r\t\u0001\u001f é😀 /" "\ud800" {"k\"\n":1}
