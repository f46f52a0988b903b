;;; {} if (1) {} print('ok')
// expect: ok
