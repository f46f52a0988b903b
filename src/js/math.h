/* math.h: the functions of Math, freestanding. Special values are ECMA-262's (21.3.2). No state, no tables to set up.
 *
 * floor, ceil, trunc, round, sqrt and mod are exact; the others are within 0.9 units in the last place, as measured by
 * tests/unit/js/math.c. Results are the same on every CPU: only IEEE +, -, *, / are used. */
#ifndef JS_MATH_H
#define JS_MATH_H

double js_math_floor(double x);
double js_math_ceil(double x);
double js_math_trunc(double x);
double js_math_round(double x); /* halves up, as Math.round */
double js_math_sqrt(double x);
double js_math_fmod(double x, double y); /* the % operator: sign of x */

double js_math_exp(double x);
double js_math_log(double x);
double js_math_log2(double x);
double js_math_log10(double x);
double js_math_pow(double x, double y); /* also the ** operator: NaN for 1 ** Infinity */

double js_math_sin(double x);
double js_math_cos(double x);
double js_math_tan(double x);
double js_math_asin(double x);
double js_math_acos(double x);
double js_math_atan(double x);
double js_math_atan2(double y, double x);

#endif
