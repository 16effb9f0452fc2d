"""Under nbval, as in an export, kernels listen on files and not on ports, which another program may take."""

from tempfile import TemporaryDirectory

import nbval.kernel
from jupyter_client.manager import KernelManager

from helpers.export import kernel_options

folder = TemporaryDirectory(ignore_cleanup_errors=True)
nbval.kernel.KernelManager = lambda **options: KernelManager(**kernel_options(folder.name), **options)
