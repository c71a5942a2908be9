/* Plans for the scenario document in a file and prints the plan as a table.
 *
 * cc plan.c $(pkg-config --cflags --libs placement.pc) -o plan && ./plan scenario.yaml
 */
#include <placement.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *contents(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) return NULL;
  size_t length = 0, size = 1 << 16;
  char *text = malloc(size + 1);
  while (text) {
    size_t got = fread(text + length, 1, size - length, file);
    if (got == 0) break;
    length += got;
    if (length == size) text = realloc(text, (size *= 2) + 1);
  }
  if (text) text[length] = 0;
  fclose(file);
  return text;
}

static void on_progress(const char *step, void *context) {
  (void)step;
  ++*(int *)context;
}

int main(int argc, char **argv) {
  char *scenario = argc == 2 ? contents(argv[1]) : NULL;
  if (!scenario) {
    fprintf(stderr, "usage: plan SCENARIO\n");
    return 64;
  }
  int steps = 0;
  char *plan = placement_plan_with(scenario, "{\"goal\": \"balance\"}", on_progress, NULL, &steps);
  if (plan && strncmp(plan, "{\"error\"", 8) == 0) {
    fprintf(stderr, "%s\n", plan);
    return 1;
  }
  char *table = plan ? placement_report(plan, "table") : NULL;
  if (table) printf("placement %s\n%s\n", placement_version(), table);
  placement_free(table);
  placement_free(plan);
  free(scenario);
  return steps > 0 && table ? 0 : 1;
}
