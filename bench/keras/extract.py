"""`predict_on_batch` of the network with global pooling."""

from workload import images, measure, model

network = model(with_head=False)
batch = images().astype("float32")
measure(lambda: network.predict_on_batch(batch))
