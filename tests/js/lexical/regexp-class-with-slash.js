print('a/b'.replace(/[/]/, '-'), 'a/b'.replace(/\//, '+'))
// expect: a-b a+b
