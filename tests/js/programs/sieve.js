var n = 1000, s = new Uint8Array(n + 1), c = 0; for (var i = 2; i <= n; i++) { if (!s[i]) { c++; for (var j = i * i; j <= n; j += i) s[j] = 1 } } print(c)
// expect: 168
