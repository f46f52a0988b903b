print('\x41\u0042\u{43}\u{1F600}'.length, '\x41\u0042\u{43}');
print('a\tb', 'it\'s', "say \"x\"", 'back\\slash');
print('\0'.length, '\0'.charCodeAt(0), '\b\f\v'.length);
// expect: 5 ABC
// expect: a	b it's say "x" back\slash
// expect: 1 0 3
