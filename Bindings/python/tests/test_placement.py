"""The Python package, as its users see it. Needs the installed wheel."""

import copy
import json
import threading
import unittest

import placement

SCENARIO = {
    "apiVersion": "placementsolver/v1",
    "kind": "Scenario",
    "name": "three-nodes",
    "cluster": {
        "nodes": [
            {"name": name, "allocatable": {"cpu": "16", "memory": "64Gi"}} for name in "abc"
        ],
        "virtualMachines": [
            {
                "name": f"vm-{i}",
                "node": "a",
                "requests": {"cpu": "2", "memory": "8Gi"},
                "accessModes": ["ReadWriteMany"],
            }
            for i in range(6)
        ],
    },
}


class PlanTests(unittest.TestCase):
    def test_a_plan_balances_and_is_legal(self):
        plan = placement.plan(SCENARIO, goal="balance")
        self.assertEqual(plan.status, "planned")
        self.assertEqual(len(plan.migrations), 4)
        self.assertEqual(set(plan.placement().values()), {"b", "c"})
        self.assertLessEqual(plan.bound, plan.objective + 1e-9)
        self.assertTrue(placement.check(plan, SCENARIO))

    def test_text_and_dictionary_are_the_same(self):
        options = {"goal": "balance", "work_limit": 20000}
        plans = [placement.plan(s, **options) for s in (SCENARIO, json.dumps(SCENARIO))]
        self.assertEqual(plans[0].migrations, plans[1].migrations)
        self.assertEqual(plans[0].document["inventoryDigest"], plans[1].document["inventoryDigest"])

    def test_a_goal_goes_over_the_scenario(self):
        plan = placement.plan(SCENARIO, goal={"drain": ["a"], "optimize": "none"})
        self.assertEqual(len(plan.migrations), 6)

    def test_a_goal_out_of_reach_is_a_plan(self):
        scenario = copy.deepcopy(SCENARIO)
        scenario["cluster"]["nodes"] = scenario["cluster"]["nodes"][:1]
        plan = placement.plan(scenario, goal={"drain": ["a"]})
        self.assertEqual(plan.status, "infeasible")
        self.assertEqual(len(plan.blocked), 6)

    def test_mistakes_have_code_and_path(self):
        scenario = copy.deepcopy(SCENARIO)
        scenario["cluster"]["virtualMachines"][2]["node"] = "z"
        with self.assertRaises(placement.PlacementError) as caught:
            placement.plan(scenario)
        self.assertEqual(caught.exception.code, "input")
        self.assertEqual(caught.exception.path, "cluster.virtualMachines[2].node")
        with self.assertRaises(placement.PlacementError):
            placement.plan("not: [a scenario")

    def test_another_cluster_is_not_legal(self):
        plan = placement.plan(SCENARIO, goal="balance")
        other = copy.deepcopy(SCENARIO)
        other["cluster"]["virtualMachines"].pop()
        report = placement.check(plan, other)
        self.assertFalse(report.legal)
        self.assertTrue(report.violations)

    def test_questions_and_reports(self):
        plan = placement.plan(SCENARIO, goal="balance")
        self.assertTrue(plan.why(1))
        self.assertIsInstance(plan.why_not("default/vm-0", "b"), dict)
        self.assertIn("| VM |", plan.report("markdown"))
        self.assertIn("<iframe", plan._repr_html_())
        with self.assertRaises(placement.PlacementError):
            plan.report("pdf")

    def test_progress_stop_and_exceptions(self):
        steps = []
        placement.plan(SCENARIO, goal="balance", progress=steps.append)
        self.assertTrue(steps)
        self.assertIn("objective", steps[0])
        stopped = placement.plan(SCENARIO, goal="balance", stop=lambda: True)
        self.assertIn(stopped.status, ("planned", "balanced"))

        def fail(step):
            raise ValueError("of the caller's own")

        with self.assertRaises(ValueError):
            placement.plan(SCENARIO, goal="balance", progress=fail)

    def test_several_threads(self):
        plans = []
        options = {"goal": "balance", "work_limit": 20000}

        def run():
            plans.append(placement.plan(SCENARIO, **options).migrations)

        threads = [threading.Thread(target=run) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(plans), 4)
        self.assertTrue(all(p == plans[0] for p in plans))


if __name__ == "__main__":
    unittest.main()
