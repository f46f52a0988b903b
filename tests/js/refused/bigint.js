var a = 10n
// expect compile error: BigInt
