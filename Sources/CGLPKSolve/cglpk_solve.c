#include "CGLPKSolve.h"

#include <glpk.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// GLPK recurses little, but a host's thread may be small.
static const size_t stack_size = 64u << 20;

typedef struct {
  const cglpk_model *model;
  const cglpk_options *options;
  cglpk_result *result;
  jmp_buf escape;
  glp_prob *problem;
  double deadline;
  int offered;
} run_state;

static double now_seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void say(cglpk_result *result, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(result->message, sizeof result->message, format, arguments);
  va_end(arguments);
}

static int is_valid_bounds(double lower, double upper) {
  return !isnan(lower) && !isnan(upper) && lower != INFINITY && upper != -INFINITY &&
         lower <= upper;
}

// GLPK checks indices and duplicates by aborting, and numbers not at all.
static int check(const cglpk_model *m, const cglpk_options *o, cglpk_result *result) {
  if (m->columns < 1 || m->rows < 0 || m->entries < 0 || m->entries > 500000000) {
    say(result, "the model has no columns or too many entries");
    return 0;
  }
  if (!isfinite(m->constant)) {
    say(result, "the objective's constant is not finite");
    return 0;
  }
  for (int32_t j = 0; j < m->columns; j++) {
    if (!isfinite(m->cost[j]) || !is_valid_bounds(m->column_lower[j], m->column_upper[j])) {
      say(result, "column %d has a cost or bounds that make no sense", j);
      return 0;
    }
    if (o->incumbent && !isfinite(o->incumbent[j])) {
      say(result, "the incumbent's column %d is not finite", j);
      return 0;
    }
  }
  int32_t *seen = malloc(sizeof(int32_t) * (size_t)m->columns);
  if (!seen) {
    say(result, "out of memory");
    return 0;
  }
  for (int32_t j = 0; j < m->columns; j++) seen[j] = -1;
  int valid = m->row_start[0] == 0 && m->row_start[m->rows] == m->entries;
  for (int32_t i = 0; valid && i < m->rows; i++) {
    valid = m->row_start[i] <= m->row_start[i + 1] && m->row_start[i + 1] <= m->entries &&
            is_valid_bounds(m->row_lower[i], m->row_upper[i]);
    for (int64_t k = m->row_start[i]; valid && k < m->row_start[i + 1]; k++) {
      int32_t j = m->index[k];
      valid = j >= 0 && j < m->columns && seen[j] != i && isfinite(m->value[k]);
      if (valid) seen[j] = i;
    }
    if (!valid) say(result, "row %d has bounds, indices or values that make no sense", i);
  }
  free(seen);
  if (!valid && !result->message[0]) say(result, "the matrix is not in order");
  return valid;
}

static void on_error(void *info) {
  run_state *run = info;
  longjmp(run->escape, 1);
}

// Swallows GLPK's output, and keeps the last line for an error's message.
static int on_print(void *info, const char *text) {
  run_state *run = info;
  if (text[0] && text[0] != '\n') {
    say(run->result, "%s", text);
    run->result->message[strcspn(run->result->message, "\n")] = 0;
  }
  return 1;
}

static int should_stop(run_state *run) {
  const cglpk_options *o = run->options;
  if (o->should_stop && o->should_stop(o->context)) {
    run->result->stop = CGLPK_STOP_CALLER;
  } else if (o->iteration_limit >= 0 && glp_get_it_cnt(run->problem) >= o->iteration_limit) {
    run->result->stop = CGLPK_STOP_WORK;
  } else if (o->time_limit >= 0 && now_seconds() >= run->deadline) {
    run->result->stop = CGLPK_STOP_TIME;
  }
  return run->result->stop != CGLPK_STOP_NONE;
}

static void on_tree(glp_tree *tree, void *info) {
  run_state *run = info;
  int active, now, total;
  glp_ios_tree_size(tree, &active, &now, &total);
  run->result->nodes = total;
  int best = glp_ios_best_node(tree);
  if (best != 0) {
    double bound = glp_ios_node_bound(tree, best);
    if (bound > run->result->bound) run->result->bound = bound;
  }
  if (glp_ios_reason(tree) == GLP_IHEUR && run->options->incumbent && !run->offered) {
    run->offered = 1;
    double *x = malloc(sizeof(double) * ((size_t)run->model->columns + 1));
    if (x) {
      memcpy(x + 1, run->options->incumbent, sizeof(double) * (size_t)run->model->columns);
      glp_ios_heur_sol(tree, x);
      free(x);
    }
  }
  if (should_stop(run)) glp_ios_terminate(tree);
}

static int bound_type(double lower, double upper) {
  if (isinf(lower) && isinf(upper)) return GLP_FR;
  if (isinf(upper)) return GLP_LO;
  if (isinf(lower)) return GLP_UP;
  return lower == upper ? GLP_FX : GLP_DB;
}

static void build(run_state *run) {
  const cglpk_model *m = run->model;
  glp_prob *p = run->problem;
  glp_set_obj_dir(p, GLP_MIN);
  glp_set_obj_coef(p, 0, m->constant);
  glp_add_cols(p, m->columns);
  for (int32_t j = 0; j < m->columns; j++) {
    double lower = m->column_lower[j], upper = m->column_upper[j];
    // A binary is an integer within 0 and 1; GLPK branches alike on both.
    glp_set_col_bnds(p, j + 1, bound_type(lower, upper), lower, upper);
    if (m->is_integer[j]) glp_set_col_kind(p, j + 1, GLP_IV);
    glp_set_obj_coef(p, j + 1, m->cost[j]);
    if (m->column_names) glp_set_col_name(p, j + 1, m->column_names[j]);
  }
  if (m->rows > 0) glp_add_rows(p, m->rows);
  int *index = malloc(sizeof(int) * ((size_t)m->columns + 1));
  double *value = malloc(sizeof(double) * ((size_t)m->columns + 1));
  if (!index || !value) {
    free(index);
    free(value);
    say(run->result, "out of memory");
    longjmp(run->escape, 1);
  }
  for (int32_t i = 0; i < m->rows; i++) {
    double lower = m->row_lower[i], upper = m->row_upper[i];
    glp_set_row_bnds(p, i + 1, bound_type(lower, upper), lower, upper);
    if (m->row_names) glp_set_row_name(p, i + 1, m->row_names[i]);
    int count = 0;
    for (int64_t k = m->row_start[i]; k < m->row_start[i + 1]; k++) {
      if (m->value[k] == 0) continue;
      count++;
      index[count] = m->index[k] + 1;
      value[count] = m->value[k];
    }
    glp_set_mat_row(p, i + 1, count, index, value);
  }
  free(index);
  free(value);
}

static int milliseconds_left(run_state *run) {
  if (run->options->time_limit < 0) return 0x7fffffff;
  double left = 1e3 * (run->deadline - now_seconds());
  return left < 1 ? 1 : left > 2e9 ? 2000000000 : (int)left;
}

static void solve(run_state *run) {
  cglpk_result *r = run->result;
  glp_prob *p = run->problem;
  glp_smcp simplex;
  glp_init_smcp(&simplex);
  simplex.msg_lev = GLP_MSG_ERR;
  simplex.presolve = GLP_OFF;
  simplex.tm_lim = milliseconds_left(run);
  if (run->options->iteration_limit >= 0) {
    int64_t limit = run->options->iteration_limit;
    simplex.it_lim = limit > 0x7fffffff ? 0x7fffffff : (int)limit;
  }
  glp_adv_basis(p, 0);
  int code = glp_simplex(p, &simplex);
  if (code == GLP_EFAIL || code == GLP_ESING || code == GLP_ECOND || code == GLP_EBADB) {
    // Numbers of very different size; scaled, and from the other side, it usually works.
    glp_scale_prob(p, GLP_SF_AUTO);
    glp_std_basis(p);
    simplex.meth = GLP_DUALP;
    simplex.tm_lim = milliseconds_left(run);
    code = glp_simplex(p, &simplex);
  }
  r->iterations = glp_get_it_cnt(p);
  if (code == GLP_ETMLIM || code == GLP_EITLIM) {
    r->status = CGLPK_UNKNOWN;
    r->stop = code == GLP_ETMLIM ? CGLPK_STOP_TIME : CGLPK_STOP_WORK;
    return;
  }
  if (code != 0) {
    say(r, "the simplex method ended with code %d", code);
    r->status = CGLPK_FAILED;
    return;
  }
  int relaxed = glp_get_status(p);
  if (relaxed != GLP_OPT) {
    r->status = relaxed == GLP_NOFEAS ? CGLPK_INFEASIBLE
                : relaxed == GLP_UNBND ? CGLPK_UNBOUNDED : CGLPK_FAILED;
    return;
  }
  r->bound = glp_get_obj_val(p);
  glp_iocp integer;
  glp_init_iocp(&integer);
  integer.msg_lev = GLP_MSG_ERR;
  integer.presolve = GLP_OFF;
  // Pseudo-costs: 5 to 50 times faster than Driebeck-Tomlin on balance problems.
  integer.br_tech = GLP_BR_PCH;
  integer.bt_tech = GLP_BT_BLB;
  integer.mip_gap = run->options->relative_gap;
  integer.tm_lim = milliseconds_left(run);
  integer.cb_func = on_tree;
  integer.cb_info = run;
  code = glp_intopt(p, &integer);
  r->iterations = glp_get_it_cnt(p);
  int status = glp_mip_status(p);
  if (code == GLP_ETMLIM && r->stop == CGLPK_STOP_NONE) r->stop = CGLPK_STOP_TIME;
  int stopped = code == GLP_ESTOP || code == GLP_ETMLIM;
  if (code != 0 && code != GLP_EMIPGAP && !stopped) {
    say(r, "branch and cut ended with code %d", code);
    r->status = CGLPK_FAILED;
    return;
  }
  if (status == GLP_OPT || status == GLP_FEAS) {
    r->objective = glp_mip_obj_val(p);
    for (int32_t j = 0; j < run->model->columns; j++) r->values[j] = glp_mip_col_val(p, j + 1);
    r->status = stopped ? CGLPK_FEASIBLE : CGLPK_OPTIMAL;
    // The tree's bound is read before each node; when the tree is empty the incumbent is the bound.
    if (code == 0 || r->bound > r->objective) r->bound = r->objective;
  } else if (status == GLP_NOFEAS) {
    r->status = CGLPK_INFEASIBLE;
  } else {
    r->status = CGLPK_UNKNOWN;
  }
}

static void *run_guarded(void *info) {
  run_state *run = info;
  glp_error_hook(NULL, NULL);
  glp_term_hook(on_print, run);
  if (setjmp(run->escape) == 0) {
    glp_error_hook(on_error, run);
    if (run->options->memory_limit > 0) glp_mem_limit(run->options->memory_limit);
    run->problem = glp_create_prob();
    build(run);
    if (run->options->lp_path && glp_write_lp(run->problem, NULL, run->options->lp_path) != 0) {
      run->result->status = CGLPK_FAILED;
      say(run->result, "cannot write %s", run->options->lp_path);
    } else {
      solve(run);
    }
    glp_delete_prob(run->problem);
  } else {
    run->result->status = CGLPK_FAILED;
  }
  glp_error_hook(NULL, NULL);
  glp_term_hook(NULL, NULL);
  glp_free_env();
  return NULL;
}

int32_t cglpk_solve(
    const cglpk_model *model, const cglpk_options *options, cglpk_result *result) {
  result->status = CGLPK_INVALID;
  result->stop = CGLPK_STOP_NONE;
  result->objective = NAN;
  result->bound = -INFINITY;
  result->iterations = 0;
  result->nodes = 0;
  result->message[0] = 0;
  if (!check(model, options, result)) return result->status;

  run_state *run = calloc(1, sizeof(run_state));
  if (!run) {
    say(result, "out of memory");
    return result->status = CGLPK_FAILED;
  }
  run->model = model;
  run->options = options;
  run->result = result;
  run->deadline = now_seconds() + (options->time_limit > 0 ? options->time_limit : 0);
  result->status = CGLPK_FAILED;
  pthread_attr_t attributes;
  pthread_t thread;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, stack_size);
  if (pthread_create(&thread, &attributes, run_guarded, run) == 0) {
    pthread_join(thread, NULL);
  } else {
    say(result, "no thread could be started");
  }
  pthread_attr_destroy(&attributes);
  free(run);
  return result->status;
}
