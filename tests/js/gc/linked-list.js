var head = null; for (var i = 0; i < 500; i++) head = { v: i, next: head }; var s = 0; for (var p = head; p; p = p.next) s += p.v; print(s)
head = null; for (i = 0; i < 500; i++) head = { v: 1, next: head }; s = 0; for (p = head; p; p = p.next) s += p.v; print(s)
// expect: 124750
// expect: 500
