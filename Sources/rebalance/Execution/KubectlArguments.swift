import ArgumentParser
import PlacementExecution

/// Which cluster is meant; `KUBECTL` in the environment names another tool.
struct KubectlArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp("The kubeconfig's context; default the current one.", valueName: "name")
  )
  var context: String?

  @Option(
    help: ArgumentHelp("The kubeconfig; default kubectl's own choice.", valueName: "file"),
    completion: .file()
  )
  var kubeconfig: String?

  var kubectl: Kubectl { Kubectl(context: context, kubeconfig: kubeconfig) }
}
