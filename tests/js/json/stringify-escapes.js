print(JSON.stringify('"\\\b\f\n\r\t\u0001\u001f é😀/'), JSON.stringify('\u007f\u2028').length, JSON.stringify('\ud800'), JSON.stringify({ 'k"\n': 1 }))
// expect: "\"\\\b\f\n\r\t\u0001\u001f é😀/" 4 "\ud800" {"k\"\n":1}
