/* The error numbers programs see, with Linux's values on every host. */
#ifndef BASE_ERRNO_H
#define BASE_ERRNO_H

enum {
  E_PERM = 1,
  E_NOENT = 2,
  E_2BIG = 7,
  E_AGAIN = 11,
  E_NOMEM = 12,
  E_ACCES = 13,
  E_FAULT = 14,
  E_BUSY = 16,
  E_EXIST = 17,
  E_NODEV = 19,
  E_INVAL = 22,
  E_NOSPC = 28,
  E_RANGE = 34,
  E_NOTSUPP = 95
};

#endif
