function f() { try { print('try'); return 'r' } finally { print('finally') } }
print(f())
// expect: try
// expect: finally
// expect: r
