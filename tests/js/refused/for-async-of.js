for (async of []) ;
// expect compile error: is not allowed; use another name
