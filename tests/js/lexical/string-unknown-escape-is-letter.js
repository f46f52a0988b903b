print('\q\a\-');
// expect: qa-
