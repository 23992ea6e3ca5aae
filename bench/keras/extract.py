"""`predict_on_batch` of the network with global pooling."""

from workload import images, model

from measurement import measure  # found through workload

network = model(with_head=False)
batch = images()
measure(lambda: network.predict_on_batch(batch))
