for (async of []) ;
// expect compile error: (async of
