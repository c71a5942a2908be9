// One guarded call into GLPK: flat arrays in, flat arrays out.
//
// GLPK answers misuse with abort(), and its environment belongs to a thread. Here a whole model is
// checked, built, solved and deleted inside one C function on a thread of its own, with GLPK's
// error hook leading back out, so that no input ends the process and a host program's own use of
// GLPK is left alone.
#ifndef CGLPK_SOLVE_H
#define CGLPK_SOLVE_H

#include <stdint.h>

typedef struct {
  int32_t columns;
  int32_t rows;
  int64_t entries;
  // Column by column; infinite bounds are +-INFINITY. is_integer is 0 or 1.
  const double *column_lower;
  const double *column_upper;
  const double *cost;
  const uint8_t *is_integer;
  // Row by row.
  const double *row_lower;
  const double *row_upper;
  // The matrix by rows: row_start has rows + 1 entries; column indices count from 0.
  const int64_t *row_start;
  const int32_t *index;
  const double *value;
  // Names for the model when it is written to a file; either may be NULL.
  const char *const *column_names;
  const char *const *row_names;
  double constant;
} cglpk_model;

typedef struct {
  // Seconds; negative for no limit.
  double time_limit;
  // Simplex iterations; negative for no limit.
  int64_t iteration_limit;
  // Stop when bound and incumbent are this close, relative to the incumbent.
  double relative_gap;
  // Mebibytes that GLPK may allocate; 0 for no limit.
  int32_t memory_limit;
  // A solution to start from, or NULL.
  const double *incumbent;
  // Where to write the model in CPLEX LP format, or NULL.
  const char *lp_path;
  // Read now and then; non-zero stops the run.
  int32_t (*should_stop)(void *context);
  void *context;
} cglpk_options;

enum {
  CGLPK_OPTIMAL = 0,
  CGLPK_FEASIBLE = 1,    // stopped early with a solution
  CGLPK_UNKNOWN = 2,     // stopped early without one
  CGLPK_INFEASIBLE = 3,
  CGLPK_UNBOUNDED = 4,
  CGLPK_FAILED = 5,      // see message
  CGLPK_INVALID = 6,     // the model was refused; see message
};

enum { CGLPK_STOP_NONE = 0, CGLPK_STOP_TIME = 1, CGLPK_STOP_WORK = 2, CGLPK_STOP_CALLER = 3 };

typedef struct {
  int32_t status;
  int32_t stop;
  double objective;
  double bound;
  int64_t iterations;
  int64_t nodes;
  // One value a column, written where there is a solution; allocated by the caller.
  double *values;
  char message[256];
} cglpk_result;

// Solves a mixed-integer program to minimise its cost. Returns result->status.
int32_t cglpk_solve(
    const cglpk_model *model, const cglpk_options *options, cglpk_result *result);

#endif
