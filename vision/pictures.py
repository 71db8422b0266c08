"""The two array types the vision modules pass around."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Picture: TypeAlias = NDArray[np.uint8]
"""height x width x 3, blue-green-red, 0..255."""

Grey: TypeAlias = NDArray[np.uint8]
"""height x width, 0..255."""
